package etl.parquet;

import static etl.parquet.RowShapeTest.source;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.column.TypeOptions;
import etl.schemas.Decimal;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordBinderTest {
    @TempDir
    Path directory;

    enum Mood {
        HAPPY("happy"),
        VERY_SAD("very sad");

        private final String label;

        Mood(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    record Everything(
            boolean b,
            @Nullable Boolean nb,
            short i2,
            @Nullable Short ni2,
            int i4,
            @Nullable Integer ni4,
            long i8,
            @Nullable Long ni8,
            float f4,
            @Nullable Float nf4,
            double f8,
            @Nullable Double nf8,
            @Decimal(precision = 9, scale = 2) BigDecimal n9,
            @Decimal(precision = 18, scale = 2) BigDecimal n18,
            @Decimal(precision = 38, scale = 2) @Nullable BigDecimal n38,
            String t,
            @Nullable String nt,
            Mood m,
            @Nullable Mood nm,
            byte @Nullable [] bytes,
            LocalDate d,
            LocalDateTime ts,
            @Nullable Instant tz,
            @Nullable UUID u) {}

    private static final List<SourceColumn> EVERYTHING = List.of(
            source("b", "bool", -1, false),
            source("nb", "bool", -1, true),
            source("i2", "int2", -1, false),
            source("ni2", "int2", -1, true),
            source("i4", "int4", -1, false),
            source("ni4", "int4", -1, true),
            source("i8", "int8", -1, false),
            source("ni8", "int8", -1, true),
            source("f4", "float4", -1, false),
            source("nf4", "float4", -1, true),
            source("f8", "float8", -1, false),
            source("nf8", "float8", -1, true),
            source("n9", "numeric", (9 << 16 | 2) + 4, false),
            source("n18", "numeric", (18 << 16 | 2) + 4, false),
            source("n38", "numeric", (38 << 16 | 2) + 4, true),
            source("t", "jsonb", -1, false),
            source("nt", "bpchar", -1, true),
            new SourceColumn("m", PostgresType.of("public", "mood", Kind.ENUM, -1), false),
            source("nm", "text", -1, true),
            source("bytes", "bytea", -1, true),
            source("d", "date", -1, false),
            source("ts", "timestamp", -1, false),
            source("tz", "timestamptz", -1, true),
            source("u", "uuid", -1, true));

    private static final CopyRow FULL = Wire.row(
            Wire.bool(true),
            Wire.bool(false),
            Wire.int2(-2),
            Wire.int2(2),
            Wire.int4(-4),
            Wire.int4(4),
            Wire.int8(-8),
            Wire.int8(8),
            Wire.float4(-0.5f),
            Wire.float4(0.5f),
            Wire.float8(-0.25),
            Wire.float8(0.25),
            Wire.numeric("1.50"),
            Wire.numeric("-18.00"),
            Wire.numeric("38383838383838383838.38"),
            Wire.hex("01 7b7d"),
            Wire.text("grün"),
            Wire.text("very sad"),
            Wire.text("happy"),
            Wire.hex("00ff"),
            Wire.int4(0),
            Wire.int8(-1),
            Wire.int8(1_500),
            Wire.hex("a0eebc999c0b4ef8bb6d6bb9bd380a11"));

    private static final CopyRow SPARSE = Wire.row(
            Wire.bool(false),
            null,
            Wire.int2(1),
            null,
            Wire.int4(1),
            null,
            Wire.int8(1),
            null,
            Wire.float4(1),
            null,
            Wire.float8(1),
            null,
            Wire.numeric("1.00"),
            Wire.numeric("1.00"),
            null,
            Wire.hex("01 7b7d"),
            null,
            Wire.text("happy"),
            null,
            null,
            Wire.int4(0),
            Wire.int8(0),
            null,
            null);

    @Test
    void rows_become_records() {
        RowReader<Everything> reader = binder(Everything.class).wireReader(sourceOf(Everything.class, EVERYTHING));
        Everything full = reader.read(FULL);
        assertArrayEquals(new byte[] {0, -1}, full.bytes());
        assertEquals(
                new Everything(
                        true,
                        false,
                        (short) -2,
                        (short) 2,
                        -4,
                        4,
                        -8L,
                        8L,
                        -0.5f,
                        0.5f,
                        -0.25,
                        0.25,
                        new BigDecimal("1.50"),
                        new BigDecimal("-18.00"),
                        new BigDecimal("38383838383838383838.38"),
                        "{}",
                        "grün",
                        Mood.VERY_SAD,
                        Mood.HAPPY,
                        full.bytes(),
                        LocalDate.of(2000, 1, 1),
                        LocalDateTime.parse("1999-12-31T23:59:59.999999"),
                        Instant.parse("2000-01-01T00:00:00.001500Z"),
                        UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
                full);
        Everything sparse = reader.read(SPARSE);
        assertNull(sparse.nb());
        assertNull(sparse.ni4());
        assertNull(sparse.n38());
        assertNull(sparse.nm());
        assertNull(sparse.u());
    }

    @Test
    void records_are_written_as_their_rows_are_copied() throws IOException {
        RowShape source = sourceOf(Everything.class, EVERYTHING);
        RecordBinder<Everything> binder = binder(Everything.class);
        RowReader<Everything> reader = binder.wireReader(source);
        Path typed = directory.resolve("typed.parquet");
        RowShape shape = RowShape.ofRecord(Everything.class, TypeOptions.DEFAULT);
        FileSummary summary;
        try (OutputStream out = Files.newOutputStream(typed);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            for (int i = 0; i < 3_000; i++) {
                binder.write(reader.read(i % 2 == 0 ? FULL : SPARSE), writer);
            }
            summary = writer.finish();
        }
        assertEquals(3_000, summary.rows());
        assertEquals(1_500, summary.columns().get(1).nulls());
        assertEquals("tz", summary.columns().get(22).name());
        assertEquals(1_500, summary.columns().get(22).truncated());
        Path copied = directory.resolve("copied.parquet");
        try (OutputStream out = Files.newOutputStream(copied);
                TableFileWriter writer = TableFileWriter.open(out, source, WriteOptions.DEFAULT, Map.of())) {
            for (int i = 0; i < 1_500; i++) {
                writer.copy(new CopyRow[] {FULL, SPARSE}, 2);
            }
            assertEquals(summary.columns(), writer.finish().columns());
        }
        assertEquals(DuckDb.file(copied), DuckDb.file(typed));
    }

    record Reordered(String name, long id) {}

    @Test
    void columns_are_matched_by_name() {
        RowReader<Reordered> reader = binder(Reordered.class)
                .wireReader(sourceOf(
                        Reordered.class, List.of(source("id", "int8", -1, false), source("name", "text", -1, false))));
        assertEquals(new Reordered("n", 5), reader.read(Wire.row(Wire.int8(5), Wire.text("n"))));
    }

    @Test
    void reader_is_refused_when_the_shapes_differ() {
        RowShape source = sourceOf(Reordered.class, List.of(source("id", "int4", -1, true)));
        RecordBinder<Reordered> binder = binder(Reordered.class);
        assertEquals(
                2,
                assertThrows(ShapeException.class, () -> binder.wireReader(source))
                        .problems()
                        .size());
    }

    @Test
    void null_in_a_required_component_is_refused_by_name() {
        RowReader<Reordered> reader = binder(Reordered.class)
                .wireReader(sourceOf(
                        Reordered.class, List.of(source("id", "int8", -1, false), source("name", "text", -1, false))));
        ValueException primitive =
                assertThrows(ValueException.class, () -> reader.read(Wire.row(null, Wire.text("n"))));
        assertTrue(primitive.getMessage().startsWith("id: a null came where the record says"), primitive.getMessage());
        ValueException object = assertThrows(ValueException.class, () -> reader.read(Wire.row(Wire.int8(1), null)));
        assertEquals("name", object.column());
    }

    record Required(@Decimal(precision = 5, scale = 2) BigDecimal amount, String name, LocalDate day, Instant at) {}

    @Test
    void values_that_a_transform_makes_are_checked() throws IOException {
        Required good = new Required(new BigDecimal("1.5"), "n", LocalDate.EPOCH, Instant.EPOCH);
        assertEquals(List.of("1.50", "n", "1970-01-01", "1970-01-01 00:00:00"), written(good));
        assertRefused("amount: 1000.00 does not fit numeric(5,2)", with(good, new BigDecimal("1000.00")));
        assertRefused("amount: 1000 does not fit numeric(5,2)", with(good, new BigDecimal("1E+3")));
        assertRefused("amount: 0.001 needs rounding to fit numeric(5,2)", with(good, new BigDecimal("0.001")));
        assertRefused("amount: a null came", with(good, null));
        assertRefused(
                "name: the text 'x\uD800' has half a surrogate pair",
                new Required(BigDecimal.ONE, "x\uD800", LocalDate.EPOCH, Instant.EPOCH));
        assertRefused(
                "day: 0001-12-31 BC is outside",
                new Required(BigDecimal.ONE, "", LocalDate.of(0, 12, 31), Instant.EPOCH));
        assertRefused(
                "at: +10000-01-01T00:00:00Z is outside",
                new Required(BigDecimal.ONE, "", LocalDate.EPOCH, Instant.parse("+10000-01-01T00:00:00Z")));
        assertEquals(
                List.of("-0.10"), written(with(good, new BigDecimal("-0.100"))).subList(0, 1));
    }

    private static Required with(Required record, @Nullable BigDecimal amount) {
        return new Required(amount, record.name(), record.day(), record.at());
    }

    private List<@Nullable String> written(Required record) throws IOException {
        Path file = directory.resolve("written.parquet");
        RowShape shape = RowShape.ofRecord(Required.class, TypeOptions.DEFAULT);
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            binder(Required.class).write(record, writer);
            writer.finish();
        }
        return DuckDb.rows("select amount, name, day, \"at\" at time zone 'UTC' from " + DuckDb.table(file.toString()))
                .getFirst();
    }

    private void assertRefused(String message, Required record) {
        ValueException e = assertThrows(ValueException.class, () -> written(record));
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    record Checked(int number) {
        Checked {
            if (number < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    @Test
    void exception_of_the_constructor_is_seen_as_it_is() {
        RowReader<Checked> reader =
                binder(Checked.class).wireReader(sourceOf(Checked.class, List.of(source("number", "int4", -1, false))));
        assertThrows(IllegalArgumentException.class, () -> reader.read(Wire.row(Wire.int4(-1))));
        assertEquals(new Checked(1), reader.read(Wire.row(Wire.int4(1))));
    }

    record Labelled(Mood mood) {}

    @Test
    void label_without_a_constant_is_refused() {
        RowReader<Labelled> reader = binder(Labelled.class)
                .wireReader(sourceOf(
                        Labelled.class,
                        List.of(new SourceColumn("mood", PostgresType.of("public", "mood", Kind.ENUM, -1), false))));
        ValueException e = assertThrows(ValueException.class, () -> reader.read(Wire.row(Wire.text("furious"))));
        assertTrue(
                e.getMessage()
                        .startsWith("mood: the label 'furious' is no constant of Mood, which has happy, very sad"),
                e.getMessage());
    }

    @Test
    void records_are_read_and_written_up_to_javas_limit() throws Throwable {
        for (int width : List.of(125, 127)) {
            Class<? extends Record> type = WideRecords.ofLongs(width);
            checkWide(type, width);
        }
    }

    private <R extends Record> void checkWide(Class<R> type, int width) throws IOException {
        List<SourceColumn> columns = IntStream.range(0, width)
                .mapToObj(i -> source("c" + i, "int8", -1, false))
                .toList();
        RowShape shape = RowShape.ofRecord(type, TypeOptions.DEFAULT);
        RecordBinder<R> binder = RecordBinder.of(type, shape);
        byte[][] fields = IntStream.range(0, width).mapToObj(Wire::int8).toArray(byte[][]::new);
        R record = binder.wireReader(RowShape.ofSource(columns, TypeOptions.DEFAULT))
                .read(Wire.row(fields));
        Path file = directory.resolve("wide.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            binder.write(record, writer);
            writer.finish();
        }
        assertEquals(
                IntStream.range(0, width).mapToObj(Integer::toString).toList(),
                DuckDb.file(file).getFirst());
    }

    private static <R extends Record> RecordBinder<R> binder(Class<R> type) {
        return RecordBinder.of(type, RowShape.ofRecord(type, TypeOptions.DEFAULT));
    }

    private static RowShape sourceOf(Class<? extends Record> type, List<SourceColumn> columns) {
        return RowShape.ofSource(columns, TypeOptions.DEFAULT, RowShape.ofRecord(type, TypeOptions.DEFAULT));
    }
}
