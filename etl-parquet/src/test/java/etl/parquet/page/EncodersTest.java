package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile;
import etl.parquet.ColumnFile.Chunk;
import etl.parquet.FileSummary;
import etl.parquet.Wire;
import etl.parquet.WriteOptions;
import etl.parquet.column.BoolColumn;
import etl.parquet.column.ByteaColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.Float4Column;
import etl.parquet.column.Float8Column;
import etl.parquet.column.Int4Column;
import etl.parquet.column.Int8Column;
import etl.parquet.column.NumericColumn;
import etl.parquet.column.OnSpecial;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/// Random columns of every physical type: parquet-java and DuckDB read what was written, and each page's statistics are
/// those of its values.
class EncodersTest {
    private static final int TRIES = 8;

    /// How the values of a column follow each other.
    enum Order {
        EQUAL,
        RUNS,
        FEW,
        MANY,
        DISTINCT,
        ASCENDING;

        /// The number of which the value at a place is made.
        int number(int place, Random random) {
            return switch (this) {
                case EQUAL -> 17;
                case RUNS -> place >>> 6;
                case FEW -> random.nextInt(6);
                case MANY -> random.nextInt(30_000);
                case DISTINCT -> place;
                case ASCENDING -> place / 4;
            };
        }
    }

    /// How many values are null.
    enum Nulls {
        NOT_DECLARED,
        NONE,
        FEW,
        HALF,
        RUNS,
        ALL
    }

    @Provide
    Arbitrary<Integer> rows() {
        return Arbitraries.of(1, 2, 7, 8, 9, 64, 503, 504, 505, 4_000, 19_999, 20_000, 20_001, 40_000, 47_111);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void booleans_come_back(@ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed)
            throws IOException {
        check(new BoolColumn(), i -> (i & 1) == 1, Wire::bool, order, nulls, rows, seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void ints_come_back(@ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed)
            throws IOException {
        check(new Int4Column(), i -> (int) scatter(i), Wire::int4, order, nulls, rows, seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void longs_come_back(@ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed)
            throws IOException {
        check(new Int8Column(), EncodersTest::scatter, Wire::int8, order, nulls, rows, seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void floats_come_back_with_their_bits(
            @ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed) throws IOException {
        check(new Float4Column(), EncodersTest::floatOf, Wire::float4, order, nulls, rows, seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void doubles_come_back_with_their_bits(
            @ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed) throws IOException {
        check(new Float8Column(), EncodersTest::doubleOf, Wire::float8, order, nulls, rows, seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void byte_strings_come_back(@ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed)
            throws IOException {
        check(
                new ByteaColumn(OnSpecial.FAIL),
                EncodersTest::bytesOf,
                binary -> binary.getBytes().clone(),
                order,
                nulls,
                rows,
                seed);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void fixed_decimals_come_back(@ForAll Order order, @ForAll Nulls nulls, @ForAll("rows") int rows, @ForAll long seed)
            throws IOException {
        check(
                new NumericColumn(38, 0, OnSpecial.FAIL),
                EncodersTest::decimalOf,
                binary -> Wire.numeric(new BigInteger(binary.getBytes()).toString()),
                order,
                nulls,
                rows,
                seed);
    }

    private static <T> void check(
            ColumnType type,
            IntFunction<T> value,
            Function<T, byte[]> wire,
            Order order,
            Nulls nulls,
            int rows,
            long seed)
            throws IOException {
        List<@Nullable T> values = column(value, order, nulls, rows, new Random(seed));
        List<byte @Nullable []> fields = new ArrayList<>();
        values.forEach(v -> fields.add(v == null ? null : wire.apply(v)));
        Path file = Files.createTempFile("column", ".parquet");
        try {
            FileSummary summary =
                    ColumnFile.write(type, nulls != Nulls.NOT_DECLARED, fields, WriteOptions.DEFAULT, file);
            assertEquals(rows, summary.rows());
            assertEquals(
                    values.stream().filter(Objects::isNull).count(),
                    summary.columns().getFirst().nulls());
            assertEquals(Files.size(file), summary.bytes());

            Chunk chunk = ColumnFile.read(file).getFirst();
            assertEquals(bits(values), bits(chunk.values()));
            assertTrue(chunk.pages().stream().allMatch(page -> page.values().size() <= ColumnEncoder.PAGE_VALUES));
            PageStatistics.check(chunk);
            assertEquals(ParquetJava.rows(file), DuckDb.file(file));
        } finally {
            Files.delete(file);
        }
    }

    private static <T> List<@Nullable T> column(
            IntFunction<T> value, Order order, Nulls nulls, int rows, Random random) {
        List<@Nullable T> values = new ArrayList<>();
        int runLeft = 0;
        int inRun = 0;
        int nullRunLeft = 0;
        boolean nullRun = false;
        for (int row = 0; row < rows; row++) {
            if (runLeft-- == 0) {
                runLeft = random.nextInt(1 << random.nextInt(10));
                inRun = random.nextInt(50);
            }
            if (nullRunLeft-- == 0) {
                nullRunLeft = random.nextInt(1 << random.nextInt(15));
                nullRun = !nullRun;
            }
            boolean isNull = switch (nulls) {
                case NOT_DECLARED, NONE -> false;
                case FEW -> random.nextInt(100) == 0;
                case HALF -> random.nextBoolean();
                case RUNS -> nullRun;
                case ALL -> true;
            };
            int number = order == Order.RUNS ? inRun : order.number(row, random);
            values.add(isNull ? null : value.apply(number));
        }
        return values;
    }

    /// Spreads small numbers over all longs, one to one: the factor is odd.
    static long scatter(int number) {
        return number * 0xD1342543DE82EF95L;
    }

    static Float floatOf(int number) {
        return switch (number % 37) {
            case 3 -> Float.NaN;
            case 5 -> Float.intBitsToFloat(0x7FC0_0001 + number);
            case 7 -> -0.0f;
            case 9 -> 0.0f;
            case 11 -> Float.POSITIVE_INFINITY;
            case 13 -> Float.NEGATIVE_INFINITY;
            default -> number * -1.25f;
        };
    }

    static Double doubleOf(int number) {
        return switch (number % 37) {
            case 3 -> Double.NaN;
            case 5 -> Double.longBitsToDouble(0x7FF8_0000_0000_0001L + number);
            case 7 -> -0.0;
            case 9 -> 0.0;
            case 11 -> Double.POSITIVE_INFINITY;
            case 13 -> Double.NEGATIVE_INFINITY;
            default -> number * -1.25;
        };
    }

    /// Byte strings of 0 to 39 bytes that often begin alike and differ late.
    static Binary bytesOf(int number) {
        Random random = new Random(number);
        byte[] bytes = new byte[number % 40];
        random.nextBytes(bytes);
        for (int i = 0; i < Math.min(bytes.length, number % 3 * 8); i++) {
            bytes[i] = (byte) 0xC3;
        }
        return Binary.fromConstantByteArray(bytes);
    }

    static Binary decimalOf(int number) {
        BigInteger value = switch (number % 3) {
            case 0 -> BigInteger.valueOf(scatter(number));
            case 1 -> BigInteger.TEN.pow(37).subtract(BigInteger.valueOf(scatter(number)));
            default -> BigInteger.TEN.pow(30).negate().multiply(BigInteger.valueOf(number));
        };
        byte[] shortest = value.toByteArray();
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            int from = shortest.length - bytes.length + i;
            bytes[i] = from >= 0 ? shortest[from] : (byte) (value.signum() < 0 ? -1 : 0);
        }
        return Binary.fromConstantByteArray(bytes);
    }

    /// Floats by their bits: NaNs and zeros are told apart.
    private static List<@Nullable Object> bits(List<?> values) {
        List<@Nullable Object> bits = new ArrayList<>(values.size());
        for (Object value : values) {
            bits.add(
                    switch (value) {
                        case null -> null;
                        case Float number -> Float.floatToRawIntBits(number);
                        case Double number -> Double.doubleToRawLongBits(number);
                        default -> value;
                    });
        }
        return bits;
    }
}
