package etl.parquet.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile;
import etl.parquet.CopyRow;
import etl.parquet.FileSummary;
import etl.parquet.ValueException;
import etl.parquet.Wire;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each type's values from their bytes on the wire to what readers see, and the values that it refuses. The bytes are
/// those that PostgreSQL 18 sends.
class TypesTest {
    private static final ColumnType TIMESTAMP = new TimestampColumn(TimestampUnit.MICROS, OnSpecial.FAIL);
    private static final ColumnType TIMESTAMPTZ = new TimestamptzColumn(TimestampUnit.MICROS, OnSpecial.FAIL);
    private static final ColumnType TEXT = new TextColumn("text", false, OnSpecial.FAIL);

    @TempDir
    Path directory;

    /// A value that is kept.
    ///
    /// @param read the value as Postgres prints it
    record Kept(ColumnType type, byte[] wire, String read) {
        @Override
        public String toString() {
            return type.postgresName() + " " + (read.length() > 50 ? read.length() + " characters" : read);
        }
    }

    /// A value that is refused.
    ///
    /// @param message the beginning of what is said about it
    record Refused(ColumnType type, byte[] wire, String message) {
        @Override
        public String toString() {
            return type.postgresName() + " " + message;
        }
    }

    static List<Kept> kept() {
        return List.of(
                new Kept(new BoolColumn(), Wire.hex("00"), "false"),
                new Kept(new BoolColumn(), Wire.hex("01"), "true"),
                new Kept(new Int2Column(), Wire.hex("8000"), "-32768"),
                new Kept(new Int2Column(), Wire.hex("7fff"), "32767"),
                new Kept(new Int2Column(), Wire.hex("ffff"), "-1"),
                new Kept(new Int4Column(), Wire.hex("80000000"), "-2147483648"),
                new Kept(new Int4Column(), Wire.hex("7fffffff"), "2147483647"),
                new Kept(new Int8Column(), Wire.hex("8000000000000000"), "-9223372036854775808"),
                new Kept(new Int8Column(), Wire.hex("7fffffffffffffff"), "9223372036854775807"),
                new Kept(new Float4Column(), Wire.hex("7fc00000"), "NaN"),
                new Kept(new Float4Column(), Wire.hex("ff800000"), "-Infinity"),
                new Kept(new Float4Column(), Wire.hex("80000000"), "-0"),
                new Kept(new Float4Column(), Wire.hex("3dcccccd"), "0.1"),
                new Kept(new Float8Column(), Wire.hex("7ff8000000000000"), "NaN"),
                new Kept(new Float8Column(), Wire.hex("7ff0000000000000"), "Infinity"),
                new Kept(new Float8Column(), Wire.hex("8000000000000000"), "-0"),
                new Kept(new Float8Column(), Wire.hex("3fb999999999999a"), "0.1"),
                new Kept(TEXT, Wire.hex(""), ""),
                new Kept(TEXT, Wire.hex("61"), "a"),
                new Kept(TEXT, Wire.hex("c3a4c3b6c3bc"), "äöü"),
                new Kept(TEXT, Wire.hex("f09f918be2808df09f8fbd"), "👋‍🏽"),
                new Kept(TEXT, Wire.hex("efbfbd"), "\uFFFD"),
                new Kept(TEXT, Wire.hex("f48fbfbf"), new String(Character.toChars(0x10FFFF))),
                new Kept(TEXT, Wire.text("what? ".repeat(100)), "what? ".repeat(100)),
                new Kept(new TextColumn("char(5)", false, OnSpecial.FAIL), Wire.text("ab   "), "ab   "),
                new Kept(new CharColumn(), Wire.hex("41"), "A"),
                new Kept(new CharColumn(), Wire.hex("00"), ""),
                new Kept(new CharColumn(), Wire.hex("ff"), "\\377"),
                new Kept(new EnumColumn("mood", String.class, OnSpecial.FAIL), Wire.text("very happy"), "very happy"),
                new Kept(new JsonColumn(OnSpecial.FAIL), Wire.text("{ \"a\" : 1 }"), "{ \"a\" : 1 }"),
                new Kept(new JsonbColumn(OnSpecial.FAIL), Wire.hex("01 7b7d"), "{}"),
                new Kept(new ByteaColumn(OnSpecial.FAIL), Wire.hex(""), "\\x"),
                new Kept(new ByteaColumn(OnSpecial.FAIL), Wire.hex("00ff80"), "\\x00ff80"),
                new Kept(
                        new UuidColumn(TypeOptions.Target.ATHENA),
                        Wire.hex("a0eebc999c0b4ef8bb6d6bb9bd380a11"),
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                new Kept(
                        new UuidColumn(TypeOptions.Target.ATHENA),
                        Wire.hex("00000000000000000000000000000000"),
                        "00000000-0000-0000-0000-000000000000"),
                new Kept(new DateColumn(OnSpecial.FAIL), Wire.hex("00000000"), "2000-01-01"),
                new Kept(new DateColumn(OnSpecial.FAIL), Wire.hex("ffffffff"), "1999-12-31"),
                new Kept(new DateColumn(OnSpecial.FAIL), Wire.hex("ffffd532"), "1969-12-31"),
                new Kept(new DateColumn(OnSpecial.FAIL), Wire.hex("fff4dbf9"), "0001-01-01"),
                new Kept(new DateColumn(OnSpecial.FAIL), Wire.hex("002c95d3"), "9999-12-31"),
                new Kept(TIMESTAMP, Wire.hex("0000000000000000"), "2000-01-01 00:00:00"),
                new Kept(TIMESTAMP, Wire.hex("ffffffffffffffff"), "1999-12-31 23:59:59.999999"),
                new Kept(TIMESTAMP, Wire.hex("fffca2fec4c81fff"), "1969-12-31 23:59:59.999999"),
                new Kept(TIMESTAMP, Wire.hex("ff1fe2ffc59c6000"), "0001-01-01 00:00:00"),
                new Kept(TIMESTAMP, Wire.hex("0380e70b913b7fff"), "9999-12-31 23:59:59.999999"),
                new Kept(TIMESTAMPTZ, Wire.hex("0000000000000001"), "2000-01-01 00:00:00.000001+00"),
                new Kept(TIMESTAMPTZ, Wire.hex("fffca2fec4c81fff"), "1969-12-31 23:59:59.999999+00"),
                numeric(9, 2, "0000 0000 0000 0002", "0.00"),
                numeric(9, 2, "0001 0000 0000 0002 0001", "1.00"),
                numeric(9, 2, "0001 0000 4000 0002 0001", "-1.00"),
                numeric(9, 2, "0001 ffff 0000 0002 0064", "0.01"),
                numeric(9, 2, "0003 0001 0000 0002 03e7 270f 26ac", "9999999.99"),
                numeric(9, 9, "0003 ffff 0000 0009 0000 0000 03e8", "0.000000001"),
                numeric(9, 9, "0001 fffd 0000 0009 03e8", "0.000000001"),
                numeric(4, 0, "0001 0000 0000 0000 270f", "9999"),
                numeric(8, 4, "0002 0000 4000 0004 270f 270f", "-9999.9999"),
                numeric(8, 0, "0001 0001 0000 0000 0001", "10000"),
                numeric(12, 2, "0001 0002 0000 0002 0001", "100000000.00"),
                numeric(18, 0, "0005 0004 0000 0000 0063 270f 270f 270f 270f", "999999999999999999"),
                numeric(18, 1, "0006 0004 4000 0001 0009 270f 270f 270f 270f 2328", "-99999999999999999.9"),
                numeric(18, 18, "0005 ffff 0000 0012 270f 270f 270f 270f 26ac", "0.999999999999999999"),
                numeric(19, 0, "0005 0004 0000 0000 03e7 270f 270f 270f 270f", "9999999999999999999"),
                numeric(19, 2, "0000 0000 0000 0002", "0.00"),
                numeric(38, 0, "000a 0009 0000 0000 0063 270f 270f 270f 270f 270f 270f 270f 270f 270f", "9".repeat(38)),
                numeric(
                        38,
                        0,
                        "000a 0009 4000 0000 0063 270f 270f 270f 270f 270f 270f 270f 270f 270f",
                        "-" + "9".repeat(38)),
                numeric(
                        38,
                        38,
                        "000a ffff 4000 0026 270f 270f 270f 270f 270f 270f 270f 270f 270f 26ac",
                        "-0." + "9".repeat(38)),
                numeric(38, 10, "0002 0000 0000 000a 0001 1388", "1.5000000000"),
                numeric(38, 10, "0001 fffd 4000 000a 0064", "-0.0000000001"));
    }

    private static Kept numeric(int precision, int scale, String wire, String read) {
        return new Kept(new NumericColumn(precision, scale, OnSpecial.FAIL), Wire.hex(wire), read);
    }

    static List<Refused> refused() {
        return List.of(
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.hex("0000 0000 c000 0000"),
                        "NaN is no value of numeric(9,2)"),
                new Refused(
                        new NumericColumn(18, 2, OnSpecial.FAIL),
                        Wire.hex("0000 0000 d000 0020"),
                        "Infinity is no value of numeric(18,2)"),
                new Refused(
                        new NumericColumn(38, 2, OnSpecial.FAIL),
                        Wire.hex("0000 0000 f000 0020"),
                        "-Infinity is no value of numeric(38,2)"),
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.numeric("10000000.00"),
                        "10000000.00 does not fit numeric(9,2)"),
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.numeric("-10000000"),
                        "-10000000 does not fit numeric(9,2)"),
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.numeric("0.001"),
                        "0.001 needs rounding to fit numeric(9,2)"),
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.numeric("1.00001"),
                        "1.00001 needs rounding to fit numeric(9,2)"),
                new Refused(
                        new NumericColumn(9, 2, OnSpecial.FAIL),
                        Wire.numeric("0.0000000001"),
                        "0.0000000001 needs rounding to fit numeric(9,2)"),
                new Refused(
                        new NumericColumn(4, 0, OnSpecial.FAIL),
                        Wire.numeric("0.5"),
                        "0.5 needs rounding to fit numeric(4,0)"),
                new Refused(
                        new NumericColumn(18, 0, OnSpecial.FAIL),
                        Wire.numeric("1" + "0".repeat(18)),
                        "1" + "0".repeat(18) + " does not fit"),
                new Refused(
                        new NumericColumn(18, 0, OnSpecial.FAIL),
                        Wire.numeric("9".repeat(1000)),
                        "9".repeat(1000) + " does not fit"),
                new Refused(
                        new NumericColumn(18, 2, OnSpecial.FAIL),
                        Wire.numeric("1e40"),
                        "1" + "0".repeat(40) + " does not fit"),
                new Refused(
                        new NumericColumn(38, 0, OnSpecial.FAIL),
                        Wire.numeric("1" + "0".repeat(38)),
                        "1" + "0".repeat(38) + " does not fit"),
                new Refused(
                        new NumericColumn(38, 2, OnSpecial.FAIL),
                        Wire.numeric("9".repeat(1000)),
                        "9".repeat(1000) + " does not fit"),
                new Refused(
                        new NumericColumn(38, 2, OnSpecial.FAIL),
                        Wire.numeric("0.125"),
                        "0.125 needs rounding to fit numeric(38,2)"),
                new Refused(
                        new DateColumn(OnSpecial.FAIL),
                        Wire.hex("7fffffff"),
                        "infinity is outside of the years 1 to 9999"),
                new Refused(
                        new DateColumn(OnSpecial.FAIL),
                        Wire.hex("80000000"),
                        "-infinity is outside of the years 1 to 9999"),
                new Refused(
                        new DateColumn(OnSpecial.FAIL),
                        Wire.hex("fff4dbf8"),
                        "0001-12-31 BC is outside of the years 1 to 9999"),
                new Refused(
                        new DateColumn(OnSpecial.FAIL),
                        Wire.hex("002c95d4"),
                        "10000-01-01 is outside of the years 1 to 9999"),
                new Refused(TIMESTAMP, Wire.int8(Long.MAX_VALUE), "infinity is outside of the years 1 to 9999"),
                new Refused(TIMESTAMP, Wire.int8(Long.MIN_VALUE), "-infinity is outside of the years 1 to 9999"),
                new Refused(
                        TIMESTAMP,
                        Wire.hex("ff1fe2ffc59c5fff"),
                        "0001-12-31 23:59:59.999999 BC is outside of the years 1 to 9999"),
                new Refused(
                        TIMESTAMPTZ,
                        Wire.hex("0380e70b913b8000"),
                        "10000-01-01 00:00 is outside of the years 1 to 9999"),
                new Refused(TIMESTAMPTZ, Wire.int8(Long.MAX_VALUE), "infinity is outside of the years 1 to 9999"),
                new Refused(TEXT, Wire.hex("ff"), "the text with the bytes ff is not valid UTF-8"),
                new Refused(TEXT, Wire.hex("6162636465666768 c328 6162"), "the text with the bytes 61 62"),
                new Refused(TEXT, Wire.hex("eda080"), "the text with the bytes ed a0 80"),
                new Refused(TEXT, Wire.hex("6162636465666768c3"), "the text with the bytes 61 62"),
                new Refused(new JsonbColumn(OnSpecial.FAIL), Wire.hex("02 7b7d"), "the server sent version 2"));
    }

    @Test
    void every_value_is_read_as_postgres_prints_it() {
        for (ColumnType type : kept().stream().map(Kept::type).distinct().toList()) {
            List<byte[]> fields = new ArrayList<>();
            List<List<String>> expected = new ArrayList<>();
            for (Kept value : kept()) {
                if (value.type().equals(type)) {
                    fields.add(value.wire());
                    expected.add(List.of(value.read()));
                }
            }
            fields.add(null);
            expected.add(Collections.singletonList(null));
            Path file = directory.resolve("type.parquet");
            ColumnFile.write(type, true, fields, WriteOptions.DEFAULT, file);
            assertEquals(expected, ParquetJava.rows(file), type.toString());
            assertEquals(expected, DuckDb.file(file), type.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void reading_into_java_and_writing_gives_the_same_as_copying(Kept value) throws Throwable {
        Object read = value.type().wireReader().invoke(Wire.row(value.wire()), 0);
        Path copied = directory.resolve("copied.parquet");
        ColumnFile.write(value.type(), false, List.of(value.wire()), WriteOptions.DEFAULT, copied);
        Path written = directory.resolve("written.parquet");
        ColumnFile.writeJava(value.type(), List.of(read), written);
        assertEquals(
                ColumnFile.read(copied).getFirst().values(),
                ColumnFile.read(written).getFirst().values());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void value_that_the_column_cannot_represent_is_refused_when_copied(Refused value) {
        ValueException e = assertThrows(
                ValueException.class,
                () -> ColumnFile.write(
                        value.type(), true, List.of(value.wire()), WriteOptions.DEFAULT, directory.resolve("refused")));
        assertTrue(e.getMessage().startsWith("c: " + value.message()), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void value_that_the_column_cannot_represent_is_refused_when_read(Refused value) {
        CopyRow row = Wire.row(Wire.int4(1), value.wire());
        FieldException e = assertThrows(
                FieldException.class, () -> value.type().wireReader().invoke(row, 1));
        assertEquals(1, e.field());
        assertTrue(
                e.refusal().problem().startsWith(value.message()), e.refusal().problem());
    }

    @Test
    void milliseconds_are_truncated_towards_minus_infinity_and_counted() {
        for (ColumnType type : List.of(
                new TimestampColumn(TimestampUnit.MILLIS, OnSpecial.FAIL),
                new TimestamptzColumn(TimestampUnit.MILLIS, OnSpecial.FAIL))) {
            Path file = directory.resolve("millis.parquet");
            // 23:59:59.999999 on the eve of 1970 and of 2000, and two whole milliseconds.
            List<byte[]> fields = Stream.of(-946684800000001L, -1L, 1_000L, 0L)
                    .map(Wire::int8)
                    .toList();
            FileSummary summary = ColumnFile.write(type, false, fields, WriteOptions.DEFAULT, file);
            assertEquals(
                    List.of(-1L, 946684799999L, 946684800001L, 946684800000L),
                    ColumnFile.read(file).getFirst().values());
            assertEquals(2, summary.columns().getFirst().truncated());
        }
    }
}
