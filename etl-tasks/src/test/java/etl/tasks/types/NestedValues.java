package etl.tasks.types;

import static etl.tasks.types.ValueType.Held.IN_RELATIONS;
import static etl.tasks.types.ValueType.Held.IN_RELATIONS_FOR_ATHENA;

import java.util.List;

/// Arrays, composites and domains.
final class NestedValues {
    private NestedValues() {}

    static List<TypeGroup> groups() {
        return List.of(numberArrays(), textArrays(), timeArrays(), otherArrays(), composites(), domains());
    }

    /// An array of integers, or of what looks like them.
    private static final String INTEGERS = """
            {}
            {1}
            {NULL}
            {1,NULL,-2,0}
            """;

    private static final String NO_LISTS = """
            {{1,2},{3,4}} ⇒ [1:2][1:2]
            {{1}} ⇒ [1:1][1:1]
            [0:1]={1,2} ⇒ [0:1]
            [5:5]={7} ⇒ [5:5]
            [-1:0][1:2]={{1,2},{3,NULL}} ⇒ [-1:0][1:2]
            """;

    private static TypeGroup numberArrays() {
        return TypeGroup.of(
                "numberarrays",
                TypeRecords.NumberArrays.class,
                ValueType.of("bools", "bool[]", """
                        {}
                        {t,f,NULL,t}
                        """).special("{{t},{f}} ⇒ [1:2][1:1]"),
                ValueType.of("int2s", "int2[]", INTEGERS).special(NO_LISTS),
                ValueType.of("int4s", "int[]", INTEGERS + "= array(select generate_series(1, 5000))")
                        .special(NO_LISTS),
                ValueType.of("int8s", "int8[]", INTEGERS + "{9223372036854775807,-9223372036854775808}"),
                ValueType.of("oids", "oid[]", "{0,NULL,4294967295}"),
                ValueType.of("float4s", "float4[]", "{NaN,Infinity,-Infinity,-0,0.1,NULL,1e20}"),
                ValueType.of("float8s", "float8[]", "{NaN,Infinity,-Infinity,-0,0.1,NULL,1e20}"),
                ValueType.of("numeric9s", "numeric(9,2)[]", """
                        {}
                        {0.01,-9999999.99,NULL,1}
                        """).special("{1,NaN} ⇒ element 2: NaN ⇒ {1.00,NULL}"),
                ValueType.of("numeric38s", "numeric(38,10)[]", """
                        {0.0000000001,NULL,9999999999999999999999999999.9999999999}
                        """).special("{NaN} ⇒ element 1: NaN ⇒ {NULL}"),
                ValueType.of("moneys", "money[]", "{1.50,NULL,-92233720368547758.08}")
                        .inFile("%s::numeric[]"));
    }

    private static TypeGroup textArrays() {
        return TypeGroup.of(
                "textarrays",
                TypeRecords.TextArrays.class,
                ValueType.of("texts", "text[]", """
                        {}
                        {NULL}
                        {""}
                        {a,NULL,"NULL",null,"null",""}
                        {"a b","a,b","{}","\\"","\\\\"," ","\\\\N"}
                        = array[E'tab\\tline\\n', 'é', '🙂', 'שלום', '👩‍👧']
                        = array_fill('x'::text, array[3000])
                        = array[repeat('long ', 20000)]
                        """).special("""
                        {{a,b},{c,d}} ⇒ [1:2][1:2]
                        [2:3]={a,b} ⇒ [2:3]
                        = array_fill(null::text, array[1, 1, 1]) ⇒ [1:1][1:1][1:1]
                        """),
                ValueType.of("varchars", "varchar(5)[]", "{abc,NULL,\"\"}"),
                ValueType.of("chars", "char(3)[]", "{a,NULL,\"\"}"),
                ValueType.of("letters", "\"char\"[]", "{a,NULL}"),
                ValueType.of("names", "name[]", "{pg_class,NULL}"),
                ValueType.of("moods", "mood[]", "{sad,NULL,\"it's \\\"so-so\\\", {meh}\",\"\"}")
                        .special("{{sad},{sad}} ⇒ [1:2][1:1]"),
                ValueType.of("byteas", "bytea[]", """
                        {"\\\\x00ff",NULL,"\\\\x"}
                        """),
                ValueType.of("uuids", "uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,NULL}"),
                ValueType.of("jsons", "json[]", "= array['{ \"a\" : 1 }', null, 'null']::json[]"),
                ValueType.of("jsonbs", "jsonb[]", "= array['{ \"a\" : [1, \"é\"] }', null, 'null']::jsonb[]"),
                ValueType.of("xmls", "xml[]", "= array['<a b=\"c\"/>', null]::xml[]"),
                ValueType.of("hstores", "hstore[]", "= array['a=>1, b=>NULL', null, '']::hstore[]"));
    }

    private static TypeGroup timeArrays() {
        return TypeGroup.of(
                "timearrays",
                TypeRecords.TimeArrays.class,
                ValueType.of("dates", "date[]", """
                        {}
                        {0001-01-01,NULL,9999-12-31,1969-12-31}
                        """).special("""
                        {2026-01-01,infinity} ⇒ infinity ⇒ {2026-01-01,NULL}
                        {"0044-03-15 BC"} ⇒ 0044-03-15 ⇒ {NULL}
                        """),
                ValueType.of("times", "time[]", "{00:00:00,NULL,23:59:59.999999}")
                        .and(IN_RELATIONS_FOR_ATHENA, "{24:00:00} ⇒ {24:00:00} ⇒ {NULL}"),
                ValueType.of("timetzs", "timetz[]", "{00:00:00+05:30,NULL,23:59:59.999999-15:59:59}")
                        .and(IN_RELATIONS, "{24:00:00-03:30} ⇒ {24:00:00-03:30} ⇒ {NULL}"),
                ValueType.of("timestamps", "timestamp[]", """
                        {"2026-03-08 02:30:00",NULL,"1969-12-31 23:59:59.999999"}
                        """).special("{-infinity} ⇒ -infinity ⇒ {NULL}"),
                ValueType.of("timestamptzs", "timestamptz[]", """
                        {"2026-03-08 02:30:00+00",NULL,"1969-12-31 23:59:59.999999+00"}
                        """)
                        .special(
                                "{\"2026-01-01 00:00:00+00\",\"294276-12-31 23:59:59.999999+00\"} ⇒ 294276 ⇒ {\"2026-01-01 00:00:00+00\",NULL}"),
                ValueType.of("intervals", "interval[]", "{\"1 mon -1 day\",NULL,00:00:00.1}"),
                ValueType.of("dateranges", "daterange[]", "{\"[2026-01-01,2026-02-01)\",NULL,empty}"),
                ValueType.of(
                        "multiranges", "int4multirange[]", "= array['{[1,3),[5,7)}', null, '{}']::int4multirange[]"));
    }

    private static TypeGroup otherArrays() {
        return TypeGroup.of(
                "otherarrays",
                TypeRecords.OtherArrays.class,
                ValueType.of("inets", "inet[]", "{10.0.0.1/8,NULL,::1}").inFile("%s::text[]"),
                ValueType.of("bits", "bit(3)[]", "{101,NULL}"),
                // Between boxes of an array stands a semicolon, in an array of texts a comma.
                ValueType.of("boxes", "box[]", """
                        {}
                        {(2,3),(0,0);(5,5),(5,5)}
                        """).inFile("%s::text[]"),
                ValueType.of("points", "point[]", "{\"(1,2)\",NULL}"),
                ValueType.of("tsvectors", "tsvector[]", "= array['a fat cat', null, '']::tsvector[]"),
                ValueType.of("lsns", "pg_lsn[]", "{0/0,NULL,16/B374D848}"),
                ValueType.of("regtypes", "regtype[]", "= array['int4', null, 'character varying']::regtype[]"),
                ValueType.of("ltrees", "ltree[]", "{a.b.c,NULL}"),
                ValueType.of("pairs", "pair[]", """
                        {}
                        {NULL}
                        {"(1,a)",NULL,"(,)","(2,\\"x \\"\\"y\\"\\", {z}\\")"}
                        """),
                ValueType.of("trees", "tree[]", """
                        {"(top,\\"(1,a)\\",\\"{\\"\\"(2,b)\\"\\",NULL}\\")",NULL}
                        """),
                ValueType.of("positives", "positive[]", "{1,NULL,2}"),
                ValueType.of("prices", "price[]", "{1.50,NULL}").special("{NaN} ⇒ element 1: NaN ⇒ {NULL}"),
                ValueType.of("intlists", "intlist[]", "= array['{1,2}', null, '{}', '{NULL}']::intlist[]")
                        .special("""
                        = array['{{1,2}}']::intlist[] ⇒ element 1: an array with the bounds [1:1][1:2] ⇒ {NULL}
                        """),
                ValueType.of("geometries", "gis.geometry[]", """
                        = array['\\x0101000020e6100000000000000000f03f0000000000000040', null]::gis.geometry[] ⇒ {"\\\\x0101000000000000000000f03f0000000000000040",NULL}
                        """),
                ValueType.of("vectors", "ai.vector[]", """
                        = array['\\x000200003f80000040000000', null]::ai.vector[] ⇒ {"{1,2}",NULL}
                        """));
    }

    private static TypeGroup composites() {
        return TypeGroup.of(
                "composites",
                TypeRecords.Composites.class,
                ValueType.of("pair", "pair", """
                        (1,a)
                        (,)
                        (,"")
                        (-2147483648,"x ""y"", (z)\\\\")
                        (0," ")
                        """),
                ValueType.of("item", "item", """
                        (sku,1.50,"2026-03-08 02:30:00+00","{a,NULL,""b c""}","[1,3)",sad,t,"\\\\x00ff",a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11)
                        (,,,,,,,,)
                        ("",-9999999.99,"9999-12-31 23:59:59.999999+00",{},empty,"very happy",f,"\\\\x",00000000-0000-0000-0000-000000000000)
                        """).special("""
                        (,NaN,,,,,,,) ⇒ NaN ⇒ (,,,,,,,,)
                        (,,infinity,,,,,,) ⇒ infinity ⇒ (,,,,,,,,)
                        (,,,"{{a},{b}}",,,,,) ⇒ [1:2][1:1] ⇒ (,,,,,,,,)
                        """),
                ValueType.of("tree", "tree", """
                        (top,"(1,a)","{""(2,b)"",NULL,""(,)""}")
                        (top,,)
                        (,"(,)",{})
                        """)
                        .special("= row('x', null, array[[row(1, 'a')::pair]])::tree ⇒ [1:1][1:1] ⇒ (x,,)"),
                ValueType.of("mixed", "mixed", """
                        ("{1,2}","(1,a)",5,1.25,"a=>1, b=>NULL",12:00:00.5,P1D,10.0.0.1/8,<a/>)
                        (,,,,,,,,)
                        """),
                ValueType.of("lone", "lone", """
                        (1)
                        ()
                        """));
    }

    private static TypeGroup domains() {
        return TypeGroup.of(
                "domains",
                TypeRecords.Domains.class,
                ValueType.of("positive", "positive", """
                        1
                        2147483647
                        """),
                ValueType.of("verypositive", "very_positive", "101"),
                ValueType.of("price", "price", """
                        0.01
                        -9999999.99
                        """).special("NaN"),
                ValueType.of("label", "label", """
                        = ''
                        0123456789
                        """),
                ValueType.of("code", "code", "ab"),
                ValueType.of("moment", "moment", "2026-03-08 02:30:00.000001+00")
                        .special("infinity"),
                ValueType.of("feeling", "feeling", "very happy"),
                ValueType.of("document", "document", "{\"a\": 1}"),
                ValueType.of("intlist", "intlist", """
                        {}
                        {1,NULL}
                        """).special("{{1,2},{3,4}} ⇒ [1:2][1:2]"),
                ValueType.of("pairdomain", "pair_domain", """
                        (1,a)
                        (,)
                        """),
                ValueType.of("span", "span", "[1,5)"),
                ValueType.of("tags", "tags", "a=>1, bb=>NULL"),
                ValueType.of("flag", "flag", """
                        true
                        false
                        """));
    }
}
