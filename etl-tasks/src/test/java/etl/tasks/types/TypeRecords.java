package etl.tasks.types;

import etl.schemas.Decimal;
import etl.schemas.Interval;
import etl.schemas.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records of the groups of types: a component for each type that may be null, and one that may not.
final class TypeRecords {
    private TypeRecords() {}

    record Numbers(
            long id,
            @Nullable Boolean bool,
            boolean boolNotNull,
            @Nullable Short int2,
            short int2NotNull,
            @Nullable Integer int4,
            int int4NotNull,
            @Nullable Long int8,
            long int8NotNull,
            @Nullable Float float4,
            float float4NotNull,
            @Nullable Double float8,
            double float8NotNull,
            @Decimal(precision = 1, scale = 0) @Nullable BigDecimal digit,
            @Decimal(precision = 1, scale = 0) BigDecimal digitNotNull,
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal numeric9,
            @Decimal(precision = 9, scale = 2) BigDecimal numeric9NotNull,
            @Decimal(precision = 18, scale = 4) @Nullable BigDecimal numeric18,
            @Decimal(precision = 18, scale = 4) BigDecimal numeric18NotNull,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal numeric38,
            @Decimal(precision = 38, scale = 10) BigDecimal numeric38NotNull,
            @Decimal(precision = 38, scale = 0) @Nullable BigDecimal whole38,
            @Decimal(precision = 38, scale = 0) BigDecimal whole38NotNull,
            @Decimal(precision = 38, scale = 38) @Nullable BigDecimal fraction38,
            @Decimal(precision = 38, scale = 38) BigDecimal fraction38NotNull,
            @Decimal(precision = 7, scale = 0) @Nullable BigDecimal hundreds,
            @Decimal(precision = 7, scale = 0) BigDecimal hundredsNotNull,
            @Decimal(precision = 6, scale = 6) @Nullable BigDecimal tiny,
            @Decimal(precision = 6, scale = 6) BigDecimal tinyNotNull) {}

    record Counters(
            long id,
            @Nullable Long oid,
            long oidNotNull,
            @Nullable Long xid8,
            long xid8NotNull,
            @Decimal(precision = 19, scale = 2) @Nullable BigDecimal money,
            @Decimal(precision = 19, scale = 2) BigDecimal moneyNotNull) {}

    record Undecided(
            long id,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal numeric,
            @Decimal(precision = 38, scale = 10) BigDecimal numericNotNull) {}

    record UndecidedText(
            long id,
            @Nullable String numeric,
            String numericNotNull,
            @Nullable String numeric50,
            String numeric50NotNull) {}

    record UndecidedDouble(long id, @Nullable Double numeric, double numericNotNull) {}

    enum Color {
        red,
        GREEN
    }

    record Texts(
            long id,
            @Nullable String text,
            String textNotNull,
            @Nullable String varchar,
            String varcharNotNull,
            @Nullable String varchar10,
            String varchar10NotNull,
            @Nullable String char5,
            String char5NotNull,
            @Nullable String char1,
            String char1NotNull,
            @Nullable String name,
            String nameNotNull,
            @Nullable String citext,
            String citextNotNull,
            @Nullable String mood,
            String moodNotNull,
            @Nullable Color color,
            Color colorNotNull,
            @Nullable String letter,
            String letterNotNull) {}

    record Documents(
            long id,
            byte @Nullable [] bytea,
            byte[] byteaNotNull,
            @Nullable UUID uuid,
            UUID uuidNotNull,
            @Json @Nullable String json,
            @Json String jsonNotNull,
            @Json @Nullable String jsonb,
            @Json String jsonbNotNull) {}

    record Dates(
            long id,
            @Nullable LocalDate date,
            LocalDate dateNotNull,
            @Nullable LocalDateTime timestamp,
            LocalDateTime timestampNotNull,
            @Nullable Instant timestamptz,
            Instant timestamptzNotNull,
            @Nullable LocalDateTime seconds,
            LocalDateTime secondsNotNull,
            @Nullable Instant millis,
            Instant millisNotNull) {}

    record Ranges(
            long id,
            @Nullable String int4range,
            String int4rangeNotNull,
            @Nullable String int8range,
            String int8rangeNotNull,
            @Nullable String numrange,
            String numrangeNotNull,
            @Nullable String daterange,
            String daterangeNotNull,
            @Nullable String tsrange,
            String tsrangeNotNull,
            @Nullable String tstzrange,
            String tstzrangeNotNull,
            @Nullable String textrange,
            String textrangeNotNull,
            @Nullable String int4multirange,
            String int4multirangeNotNull,
            @Nullable String tstzmultirange,
            String tstzmultirangeNotNull) {}

    record Bits(
            long id,
            @Nullable String inet,
            String inetNotNull,
            @Nullable String cidr,
            String cidrNotNull,
            @Nullable String macaddr,
            String macaddrNotNull,
            @Nullable String macaddr8,
            String macaddr8NotNull,
            @Nullable String bit1,
            String bit1NotNull,
            @Nullable String bit9,
            String bit9NotNull,
            @Nullable String varbit,
            String varbitNotNull,
            @Nullable String varbit5,
            String varbit5NotNull) {}

    record Geometric(
            long id,
            @Nullable String point,
            String pointNotNull,
            @Nullable String line,
            String lineNotNull,
            @Nullable String lseg,
            String lsegNotNull,
            @Nullable String box,
            String boxNotNull,
            @Nullable String path,
            String pathNotNull,
            @Nullable String polygon,
            String polygonNotNull,
            @Nullable String circle,
            String circleNotNull) {}

    record Search(
            long id,
            @Nullable String xml,
            String xmlNotNull,
            @Nullable String tsvector,
            String tsvectorNotNull,
            @Nullable String tsquery,
            String tsqueryNotNull,
            @Nullable String jsonpath,
            String jsonpathNotNull,
            @Nullable String refcursor,
            String refcursorNotNull) {}

    record Catalog(
            long id,
            @Nullable String lsn,
            String lsnNotNull,
            @Nullable String snapshot,
            String snapshotNotNull,
            @Nullable String pgsnapshot,
            String pgsnapshotNotNull,
            @Nullable String xid,
            String xidNotNull,
            @Nullable String cid,
            String cidNotNull,
            @Nullable String tid,
            String tidNotNull,
            @Nullable String regclass,
            String regclassNotNull,
            @Nullable String regtype,
            String regtypeNotNull,
            @Nullable String regproc,
            String regprocNotNull,
            @Nullable String regprocedure,
            String regprocedureNotNull,
            @Nullable String regoper,
            String regoperNotNull,
            @Nullable String regoperator,
            String regoperatorNotNull,
            @Nullable String regrole,
            String regroleNotNull,
            @Nullable String regnamespace,
            String regnamespaceNotNull,
            @Nullable String regconfig,
            String regconfigNotNull,
            @Nullable String regdictionary,
            String regdictionaryNotNull,
            @Nullable String regcollation,
            String regcollationNotNull,
            @Nullable String int2vector,
            String int2vectorNotNull,
            @Nullable String oidvector,
            String oidvectorNotNull,
            @Nullable String acl,
            String aclNotNull) {}

    record Extensions(
            long id,
            @Nullable String ltree,
            String ltreeNotNull,
            @Nullable String lquery,
            String lqueryNotNull,
            @Nullable String ltxtquery,
            String ltxtqueryNotNull,
            @Nullable String cube,
            String cubeNotNull,
            @Nullable String seg,
            String segNotNull,
            @Nullable String ean13,
            String ean13NotNull,
            @Nullable String isbn,
            String isbnNotNull,
            @Nullable String isbn13,
            String isbn13NotNull,
            @Nullable String issn,
            String issnNotNull,
            @Nullable String ismn,
            String ismnNotNull,
            @Nullable String upc,
            String upcNotNull,
            @Nullable Long largeobject,
            long largeobjectNotNull) {}

    record Maps(long id, @Nullable Map<String, @Nullable String> hstore, Map<String, @Nullable String> hstoreNotNull) {}

    record Spatial(
            long id,
            byte @Nullable [] geometry,
            byte[] geometryNotNull,
            byte @Nullable [] geography,
            byte[] geographyNotNull,
            @Nullable List<Float> vector,
            List<Float> vectorNotNull) {}

    record Times(
            long id,
            @Nullable LocalTime time,
            LocalTime timeNotNull,
            @Nullable LocalTime time0,
            LocalTime time0NotNull,
            @Nullable OffsetTime timetz,
            OffsetTime timetzNotNull,
            @Nullable Interval interval,
            Interval intervalNotNull) {}

    record NumberArrays(
            long id,
            @Nullable List<@Nullable Boolean> bools,
            List<@Nullable Boolean> boolsNotNull,
            @Nullable List<@Nullable Short> int2s,
            List<@Nullable Short> int2sNotNull,
            @Nullable List<@Nullable Integer> int4s,
            List<@Nullable Integer> int4sNotNull,
            @Nullable List<@Nullable Long> int8s,
            List<@Nullable Long> int8sNotNull,
            @Nullable List<@Nullable Long> oids,
            List<@Nullable Long> oidsNotNull,
            @Nullable List<@Nullable Float> float4s,
            List<@Nullable Float> float4sNotNull,
            @Nullable List<@Nullable Double> float8s,
            List<@Nullable Double> float8sNotNull,
            @Nullable List<@Decimal(precision = 9, scale = 2) @Nullable BigDecimal> numeric9s,
            List<@Decimal(precision = 9, scale = 2) @Nullable BigDecimal> numeric9sNotNull,
            @Nullable List<@Decimal(precision = 38, scale = 10) @Nullable BigDecimal> numeric38s,
            List<@Decimal(precision = 38, scale = 10) @Nullable BigDecimal> numeric38sNotNull,
            @Nullable List<@Decimal(precision = 19, scale = 2) @Nullable BigDecimal> moneys,
            List<@Decimal(precision = 19, scale = 2) @Nullable BigDecimal> moneysNotNull) {}

    record TextArrays(
            long id,
            @Nullable List<@Nullable String> texts,
            List<@Nullable String> textsNotNull,
            @Nullable List<@Nullable String> varchars,
            List<@Nullable String> varcharsNotNull,
            @Nullable List<@Nullable String> chars,
            List<@Nullable String> charsNotNull,
            @Nullable List<@Nullable String> letters,
            List<@Nullable String> lettersNotNull,
            @Nullable List<@Nullable String> names,
            List<@Nullable String> namesNotNull,
            @Nullable List<@Nullable String> moods,
            List<@Nullable String> moodsNotNull,
            @Nullable List<byte @Nullable []> byteas,
            List<byte @Nullable []> byteasNotNull,
            @Nullable List<@Nullable UUID> uuids,
            List<@Nullable UUID> uuidsNotNull,
            @Nullable List<@Json @Nullable String> jsons,
            List<@Json @Nullable String> jsonsNotNull,
            @Nullable List<@Json @Nullable String> jsonbs,
            List<@Json @Nullable String> jsonbsNotNull,
            @Nullable List<@Nullable String> xmls,
            List<@Nullable String> xmlsNotNull,
            @Nullable List<@Nullable Map<String, @Nullable String>> hstores,
            List<@Nullable Map<String, @Nullable String>> hstoresNotNull) {}

    record TimeArrays(
            long id,
            @Nullable List<@Nullable LocalDate> dates,
            List<@Nullable LocalDate> datesNotNull,
            @Nullable List<@Nullable LocalTime> times,
            List<@Nullable LocalTime> timesNotNull,
            @Nullable List<@Nullable OffsetTime> timetzs,
            List<@Nullable OffsetTime> timetzsNotNull,
            @Nullable List<@Nullable LocalDateTime> timestamps,
            List<@Nullable LocalDateTime> timestampsNotNull,
            @Nullable List<@Nullable Instant> timestamptzs,
            List<@Nullable Instant> timestamptzsNotNull,
            @Nullable List<@Nullable Interval> intervals,
            List<@Nullable Interval> intervalsNotNull,
            @Nullable List<@Nullable String> dateranges,
            List<@Nullable String> daterangesNotNull,
            @Nullable List<@Nullable String> multiranges,
            List<@Nullable String> multirangesNotNull) {}

    record OtherArrays(
            long id,
            @Nullable List<@Nullable String> inets,
            List<@Nullable String> inetsNotNull,
            @Nullable List<@Nullable String> bits,
            List<@Nullable String> bitsNotNull,
            @Nullable List<@Nullable String> boxes,
            List<@Nullable String> boxesNotNull,
            @Nullable List<@Nullable String> points,
            List<@Nullable String> pointsNotNull,
            @Nullable List<@Nullable String> tsvectors,
            List<@Nullable String> tsvectorsNotNull,
            @Nullable List<@Nullable String> lsns,
            List<@Nullable String> lsnsNotNull,
            @Nullable List<@Nullable String> regtypes,
            List<@Nullable String> regtypesNotNull,
            @Nullable List<@Nullable String> ltrees,
            List<@Nullable String> ltreesNotNull,
            @Nullable List<@Nullable Pair> pairs,
            List<@Nullable Pair> pairsNotNull,
            @Nullable List<@Nullable Tree> trees,
            List<@Nullable Tree> treesNotNull,
            @Nullable List<@Nullable Integer> positives,
            List<@Nullable Integer> positivesNotNull,
            @Nullable List<@Decimal(precision = 9, scale = 2) @Nullable BigDecimal> prices,
            List<@Decimal(precision = 9, scale = 2) @Nullable BigDecimal> pricesNotNull,
            @Nullable List<@Nullable List<@Nullable Integer>> intlists,
            List<@Nullable List<@Nullable Integer>> intlistsNotNull,
            @Nullable List<byte @Nullable []> geometries,
            List<byte @Nullable []> geometriesNotNull,
            @Nullable List<@Nullable List<Float>> vectors,
            List<@Nullable List<Float>> vectorsNotNull) {}

    record Pair(@Nullable Integer a, @Nullable String b) {}

    record Item(
            @Nullable String sku,
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal price,
            @Nullable Instant at,
            @Nullable List<@Nullable String> tags,
            @Nullable String within,
            @Nullable String mood,
            @Nullable Boolean isNew,
            byte @Nullable [] raw,
            @Nullable UUID id) {}

    record Tree(
            @Nullable String name,
            @Nullable Pair first,
            @Nullable List<@Nullable Pair> more) {}

    record Mixed(
            @Nullable List<@Nullable Integer> list,
            @Nullable Pair twin,
            @Nullable Integer size,
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal cost,
            @Nullable Map<String, @Nullable String> tags,
            @Nullable LocalTime at,
            @Nullable Interval during,
            @Nullable String host,
            @Nullable String doc) {}

    record Lone(@Nullable Integer a) {}

    record Composites(
            long id,
            @Nullable Pair pair,
            Pair pairNotNull,
            @Nullable Item item,
            Item itemNotNull,
            @Nullable Tree tree,
            Tree treeNotNull,
            @Nullable Mixed mixed,
            Mixed mixedNotNull,
            @Nullable Lone lone,
            Lone loneNotNull) {}

    record Domains(
            long id,
            @Nullable Integer positive,
            int positiveNotNull,
            @Nullable Integer verypositive,
            int verypositiveNotNull,
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal price,
            @Decimal(precision = 9, scale = 2) BigDecimal priceNotNull,
            @Nullable String label,
            String labelNotNull,
            @Nullable String code,
            String codeNotNull,
            @Nullable Instant moment,
            Instant momentNotNull,
            @Nullable String feeling,
            String feelingNotNull,
            @Json @Nullable String document,
            @Json String documentNotNull,
            @Nullable List<@Nullable Integer> intlist,
            List<@Nullable Integer> intlistNotNull,
            @Nullable Pair pairdomain,
            Pair pairdomainNotNull,
            @Nullable String span,
            String spanNotNull,
            @Nullable Map<String, @Nullable String> tags,
            Map<String, @Nullable String> tagsNotNull,
            @Nullable Boolean flag,
            boolean flagNotNull) {}
}
