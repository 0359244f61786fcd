package etl.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Decimal;
import etl.schemas.Json;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// Rows of a real server, copied, read from COPY and read from a cursor: in the files they are what Postgres prints.
class PostgresTest {
    private static final TypeOptions MICROS = TypeOptions.DEFAULT.withTimestamps(TimestampUnit.MICROS);

    enum Mood {
        happy,
        sad
    }

    record Row(
            int id,
            @Nullable Boolean b,
            @Nullable Short i2,
            @Nullable Integer i4,
            @Nullable Long i8,
            @Nullable Float f4,
            @Nullable Double f8,
            @Decimal(precision = 9, scale = 3) @Nullable BigDecimal n9,
            @Decimal(precision = 18, scale = 6) @Nullable BigDecimal n18,
            @Decimal(precision = 38, scale = 10) @Nullable BigDecimal n38,
            @Nullable String t,
            @Nullable String c,
            @Nullable String sc,
            @Nullable Mood m,
            byte @Nullable [] by,
            @Nullable LocalDate d,
            @Nullable LocalDateTime ts,
            @Nullable Instant tz,
            @Nullable UUID u,
            @Json @Nullable String j,
            @Json @Nullable String jb) {}

    private static final List<SourceColumn> COLUMNS = List.of(
            column("id", "int4", -1, false),
            column("b", "bool", -1, true),
            column("i2", "int2", -1, true),
            column("i4", "int4", -1, true),
            column("i8", "int8", -1, true),
            column("f4", "float4", -1, true),
            column("f8", "float8", -1, true),
            column("n9", "numeric", (9 << 16 | 3) + 4, true),
            column("n18", "numeric", (18 << 16 | 6) + 4, true),
            column("n38", "numeric", (38 << 16 | 10) + 4, true),
            column("t", "text", -1, true),
            column("c", "bpchar", 5 + 4, true),
            column("sc", "char", -1, true),
            new SourceColumn("m", PostgresType.of("public", "mood", Kind.ENUM, -1), true),
            column("by", "bytea", -1, true),
            column("d", "date", -1, true),
            column("ts", "timestamp", -1, true),
            column("tz", "timestamptz", -1, true),
            column("u", "uuid", -1, true),
            column("j", "json", -1, true),
            column("jb", "jsonb", -1, true));

    private static TestDatabase database;

    @TempDir
    Path directory;

    private static SourceColumn column(String name, String type, int modifier, boolean nullable) {
        String schema = type.equals("citext") ? "public" : PostgresType.SYSTEM_SCHEMA;
        return new SourceColumn(name, PostgresType.of(schema, type, Kind.BASE, modifier), nullable);
    }

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        database.execute("""
                create type mood as enum ('happy', 'sad');
                create table types (
                    id int4 primary key, b bool, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8,
                    n9 numeric(9,3), n18 numeric(18,6), n38 numeric(38,10), t text, c char(5), sc "char", m mood, by bytea,
                    d date, ts timestamp, tz timestamptz, u uuid, j json, jb jsonb);
                insert into types (id) values (0);
                insert into types values
                    (1, true, 32767, 2147483647, 9223372036854775807, 'NaN', 'Infinity', 999999.999, 999999999999.999999,
                     9999999999999999999999999999.9999999999, 'ä€👋🏽', 'ab', 'x', 'happy', '\\x00ff', '9999-12-31',
                     '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
                     '{ "a" : [1, 2] }', '{"b": null, "a": [1, 2]}'),
                    (2, false, -32768, -2147483648, -9223372036854775808, '-0', '-0', -999999.999, -999999999999.999999,
                     -9999999999999999999999999999.9999999999, '', '', '', 'sad', '', '0001-01-01', '0001-01-01', '0001-01-01+00',
                     '00000000-0000-0000-0000-000000000000', '""', '""'),
                    (3, true, 0, 0, 0, 1e-45, 4.9e-324, 0.001, 0.000001, 0.0000000001, repeat('x', 5000), 'a b c', '\\200', 'sad',
                     '\\x5c', '1969-12-31', '1969-12-31 23:59:59.999999', '1900-01-01 00:00:00.5+00', gen_random_uuid(), '1', '1');
                insert into types
                    select i, i % 2 = 0, i, i * 1000, i * 1000000007::int8, i / 7.0, i / 7.0, (i - 2500) / 3.0, (i - 2500) / 7.0,
                        (i - 2500) * 123456789012345678.0123456789 / 7, 'text ' || i % 100, 'c' || i % 10, 'c',
                        case when i % 3 = 0 then 'sad' else 'happy' end::mood, int4send(i), date '2026-11-23' - i * 7,
                        timestamp '2026-11-23 12:34:56.789012' - i * interval '12345.678901 s',
                        timestamptz '2026-11-23 12:34:56.789012+00' - i * interval '12345.678901 s',
                        md5(i::text)::uuid, json_build_object('i', i), jsonb_build_object('i', i)
                    from generate_series(4, 3000) i;
                """);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void copied_rows_are_what_postgres_prints() throws Exception {
        Path file = directory.resolve("copied.parquet");
        RowShape shape = RowShape.ofSource(COLUMNS, MICROS);
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            copyOut("select * from types order by id", row -> writer.copy(new CopyRow[] {row}, 1));
            writer.finish();
        }
        check(file);
    }

    @Test
    void records_read_from_copy_are_what_postgres_prints() throws Exception {
        Path file = directory.resolve("typed.parquet");
        RowShape shape = RowShape.ofRecord(Row.class, MICROS);
        RecordBinder<Row> binder = RecordBinder.of(Row.class, shape);
        RowReader<Row> reader = binder.wireReader(RowShape.ofSource(COLUMNS, MICROS, shape));
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            copyOut("select * from types order by id", row -> binder.write(reader.read(row), writer));
            writer.finish();
        }
        check(file);
    }

    private void check(Path file) {
        List<List<@Nullable String>> expected = database.rows("select * from types order by id");
        assertEquals(expected, ParquetJava.rows(file));
        assertEquals(expected, DuckDb.file(file));
    }

    record Special(
            @Decimal(precision = 9, scale = 2) @Nullable BigDecimal n,
            @Nullable LocalDate d,
            @Nullable LocalDateTime ts,
            @Nullable Instant tz) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n: NaN is no value",
                "n: -Infinity is no value",
                "n: 10000000.00 does not fit",
                "n: 0.001 needs rounding",
                "d: infinity is outside",
                "d: -infinity is outside",
                "d: 0044-03-15 BC is outside",
                "d: 12026-01-01 is outside",
                "ts: infinity is outside",
                "ts: -infinity is outside",
                "ts: 0044-03-15 12:00 BC is outside",
                "tz: infinity is outside",
                "tz: -infinity is outside",
                "tz: 0044-03-15 12:00 BC is outside"
            })
    void special_values_are_refused_however_they_are_read(String message) throws Exception {
        String column = message.substring(0, message.indexOf(':'));
        String value =
                message.substring(message.indexOf(' ') + 1).replaceAll(" (is no|is outside|does not|needs) ?.*", "");
        String type = Map.of("n", "numeric", "d", "date", "ts", "timestamp", "tz", "timestamptz")
                .get(column);
        String sql = "select null::numeric n, null::date d, null::timestamp ts, null::timestamptz tz"
                .replace("null::" + type + " " + column, "'" + value + "'::" + type + " " + column);
        RowShape shape = RowShape.ofRecord(Special.class, MICROS);
        RowShape source = RowShape.ofSource(
                List.of(
                        column("n", "numeric", -1, true),
                        column("d", "date", -1, true),
                        column("ts", "timestamp", -1, true),
                        column("tz", "timestamptz", -1, true)),
                MICROS,
                shape);
        RecordBinder<Special> binder = RecordBinder.of(Special.class, shape);
        try (TableFileWriter writer =
                TableFileWriter.open(OutputStream.nullOutputStream(), shape, WriteOptions.DEFAULT, Map.of())) {
            RowReader<Special> fromCopy = binder.wireReader(source);
            assertRefused(message, () -> copyOut(sql, row -> binder.write(fromCopy.read(row), writer)));
            assertRefused(message, () -> copyOut(sql, row -> writer.copy(new CopyRow[] {row}, 1)));
        }
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable reading) {
        ValueException e = assertThrows(ValueException.class, reading);
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    private interface RowTaker {
        void take(CopyRow row) throws IOException;
    }

    private static void copyOut(String select, RowTaker taker) throws SQLException, IOException {
        List<byte[]> messages = new ArrayList<>();
        try (Connection connection = database.connect()) {
            CopyOut copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (" + select + ") to stdout (format binary)");
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                messages.add(message);
            }
        }
        // The signature, the flags and the header extension's length stand before the first row, the trailer is an int2
        // of -1.
        int start = 11 + Integer.BYTES + Integer.BYTES;
        for (byte[] message : messages) {
            if (message.length - start > Short.BYTES) {
                CopyRow row = new CopyRow(fields(message, start));
                row.moveTo(message, start);
                taker.take(row);
            }
            start = 0;
        }
    }

    private static int fields(byte[] message, int start) {
        return message[start] << Byte.SIZE | message[start + 1] & 0xFF;
    }
}
