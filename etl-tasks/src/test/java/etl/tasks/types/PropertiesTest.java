package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.column.TypeOptions.Target;
import etl.schemas.Decimal;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/// Random values in batches through whole runs: in the files they are what the server prints.
class PropertiesTest {
    private static final int TRIES = 3;
    private static final int BATCH = 400;
    private static final int MAX_CODE_POINT = 0x10FFFF;

    private static TestDatabase database;

    record Numeric(
            long id,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal value) {}

    record Timestamp(long id, @Nullable LocalDateTime value) {}

    record Text(long id, @Nullable String value) {}

    record Texts(long id, @Nullable List<@Nullable String> value) {}

    @BeforeContainer
    static void open() {
        database = TestPostgres.database();
    }

    @AfterContainer
    static void close() {
        database.close();
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void numerics_of_any_precision_and_scale(
            @ForAll @IntRange(min = 1, max = 38) int precision,
            @ForAll @IntRange(min = -5, max = 38) int scale,
            @ForAll("unscaled") List<BigInteger> unscaled)
            throws Exception {
        // A negative scale adds digits before the point, one above the precision after it; there are 38 in all.
        var digits = scale < 0 ? Math.min(precision, 38 + scale) : precision;
        check("numeric(" + digits + "," + scale + ")", decimals(unscaled, digits, scale), Optional.empty());
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void numerics_of_records(@ForAll("unscaled") List<BigInteger> unscaled) throws Exception {
        check("numeric(38,10)", decimals(unscaled, 38, 10), Optional.of(Numeric.class));
    }

    private static List<String> decimals(List<BigInteger> unscaled, int precision, int scale) {
        return unscaled.stream()
                .map(number -> number.remainder(BigInteger.TEN.pow(precision)))
                .map(number -> literal(new BigDecimal(number, scale).toPlainString()))
                .toList();
    }

    @Provide
    Arbitrary<List<BigInteger>> unscaled() {
        var most = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        var any = Arbitraries.bigIntegers().between(most.negate(), most);
        var small = Arbitraries.bigIntegers().between(BigInteger.TEN.pow(6).negate(), BigInteger.TEN.pow(6));
        return Arbitraries.oneOf(any, small).list().ofSize(BATCH);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void timestamps_of_the_years_1_to_9999(@ForAll("micros") List<Long> micros) throws Exception {
        var literals = micros.stream()
                .map(PropertiesTest::timestamp)
                .map(PropertiesTest::literal)
                .toList();
        check("timestamp", literals, Optional.of(Timestamp.class));
    }

    private static String timestamp(long micros) {
        var second = Math.floorDiv(micros, 1_000_000L);
        var nano = Math.floorMod(micros, 1_000_000L) * 1_000L;
        return LocalDateTime.ofEpochSecond(second, (int) nano, ZoneOffset.UTC).toString();
    }

    @Provide
    Arbitrary<List<Long>> micros() {
        var first = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
        var end = LocalDateTime.of(10_000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
        return Arbitraries.longs().between(first, end - 1).list().ofSize(BATCH);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void texts_of_any_characters(@ForAll("texts") List<String> texts) throws Exception {
        check("text", texts.stream().map(PropertiesTest::literal).toList(), Optional.of(Text.class));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void arrays_of_texts_and_nulls(@ForAll("arrays") List<List<@Nullable String>> arrays) throws Exception {
        var literals = arrays.stream()
                .map(array -> array.stream()
                        .map(text -> text == null ? "null" : literal(text))
                        .collect(Collectors.joining(", ", "array[", "]")))
                .toList();
        check("text[]", literals, Optional.of(Texts.class));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return text().list().ofSize(BATCH);
    }

    @Provide
    Arbitrary<List<List<String>>> arrays() {
        return text().injectNull(0.1).list().ofMaxSize(6).list().ofSize(BATCH / 4);
    }

    /// Letters, what needs quotes, and whatever else Unicode has but NUL and halves of characters.
    private static Arbitrary<String> text() {
        var ascii = Arbitraries.integers().between(1, 127);
        var quoted = Arbitraries.of("{}()[]\"'\\, \t\nNULl".codePoints().boxed().toList());
        var any = Arbitraries.integers()
                .between(1, MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
        return Arbitraries.oneOf(ascii, quoted, any)
                .list()
                .ofMaxSize(12)
                .map(points -> points.stream().map(Character::toString).collect(Collectors.joining()));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /// Exports a table with the values and a null, by each reading that there is a record for.
    private static void check(String declaration, List<String> literals, Optional<Class<? extends Record>> row)
            throws Exception {
        var values = IntStream.range(0, literals.size())
                .mapToObj(i -> "(" + i + ", " + literals.get(i) + "::" + declaration + ")")
                .collect(Collectors.joining(", "));
        database.execute("drop table if exists batch; create table batch (id int8 primary key, value " + declaration
                + "); insert into batch values (-1, null), " + values);
        var expected = database.rows("select id, value from batch order by id");
        var group = new TypeGroup("batch", row, UnaryOperator.identity(), List.of());
        for (var reading : Reading.values()) {
            if (reading == Reading.RELATION || row.isPresent()) {
                var folder = Files.createTempDirectory("batch");
                try {
                    TypeRuns.run(
                            database,
                            reading,
                            TypeRuns.options(Target.ATHENA),
                            List.of(TypeRuns.task(group, reading, "true")),
                            folder);
                    var file = file(folder);
                    assertEquals(expected, sorted(DuckDb.file(file)), declaration + " by DuckDB, " + reading);
                    assertEquals(
                            expected, sorted(ParquetJava.rows(file)), declaration + " by parquet-java, " + reading);
                } finally {
                    delete(folder);
                }
            }
        }
    }

    private static Path file(Path folder) throws IOException {
        try (var files = Files.walk(folder.resolve("batch"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(row -> Long.valueOf(row.getFirst())))
                .toList();
    }
}
