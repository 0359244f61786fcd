package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile.Chunk;
import etl.parquet.ColumnFile.Page;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/// Recomputes the statistics of a column chunk from the values of its pages.
final class PageStatistics {
    private PageStatistics() {}

    static void check(Chunk chunk) {
        Comparator<Object> order = order(chunk.type());
        List<@Nullable Object> values = chunk.values();
        assertEquals(nulls(values), chunk.statistics().getNumNulls());
        if (hasComparable(values)) {
            assertEquals(min(values, order), chunk.statistics().genericGetMin());
            assertEquals(max(values, order), chunk.statistics().genericGetMax());
        } else {
            assertFalse(chunk.statistics().hasNonNullValue());
        }
        checkOffsets(chunk);
        checkLevels(chunk);
        ColumnIndex index = chunk.columnIndex();
        if (values.stream().anyMatch(PageStatistics::isNaN)) {
            // Readers that don't count NaNs would skip pages by minimum and maximum that hold them.
            assertNull(index);
            return;
        }
        assertNotNull(index);
        for (int i = 0; i < chunk.pages().size(); i++) {
            List<@Nullable Object> page = chunk.pages().get(i).values();
            assertEquals(nulls(page), index.getNullCounts().get(i));
            assertEquals(nulls(page) == page.size(), index.getNullPages().get(i));
            if (hasComparable(page)) {
                assertEquals(min(page, order), decode(index.getMinValues().get(i), chunk.type()));
                assertEquals(max(page, order), decode(index.getMaxValues().get(i), chunk.type()));
            }
        }
    }

    private static void checkOffsets(Chunk chunk) {
        long row = 0;
        assertEquals(chunk.pages().size(), chunk.offsetIndex().getPageCount());
        for (int i = 0; i < chunk.pages().size(); i++) {
            Page page = chunk.pages().get(i);
            assertEquals(row, chunk.offsetIndex().getFirstRowIndex(i));
            assertEquals(0, page.repetitionLevels().getFirst(), "a page begins with a row");
            if (chunk.type().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY) {
                long bytes = page.values().stream()
                        .filter(Objects::nonNull)
                        .mapToLong(value -> ((Binary) value).length())
                        .sum();
                assertEquals(
                        bytes,
                        chunk.offsetIndex().getUnencodedByteArrayDataBytes(i).orElseThrow());
            }
            row += page.rows();
        }
    }

    private static void checkLevels(Chunk chunk) {
        int maxRepetition = chunk.column().getMaxRepetitionLevel();
        int maxDefinition = chunk.column().getMaxDefinitionLevel();
        List<Long> repetitions = new ArrayList<>();
        List<Long> definitions = new ArrayList<>();
        for (Page page : chunk.pages()) {
            repetitions.addAll(histogram(page.repetitionLevels(), maxRepetition));
            definitions.addAll(histogram(page.definitionLevels(), maxDefinition));
        }
        SizeStatistics sizes = chunk.metadata().getSizeStatistics();
        ColumnIndex index = chunk.columnIndex();
        if (maxRepetition > 0) {
            assertEquals(sums(repetitions, maxRepetition), sizes.getRepetitionLevelHistogram());
            assertTrue(index == null || repetitions.equals(index.getRepetitionLevelHistogram()));
        }
        if (maxDefinition > 1) {
            assertEquals(sums(definitions, maxDefinition), sizes.getDefinitionLevelHistogram());
            assertTrue(index == null || definitions.equals(index.getDefinitionLevelHistogram()));
        }
    }

    private static List<Long> histogram(List<Integer> levels, int max) {
        return LongStream.rangeClosed(0, max)
                .map(level -> levels.stream().filter(other -> other == level).count())
                .boxed()
                .toList();
    }

    /// The sum of the pages' histograms.
    private static List<Long> sums(List<Long> histograms, int max) {
        return IntStream.rangeClosed(0, max)
                .mapToObj(level -> IntStream.range(0, histograms.size())
                        .filter(i -> i % (max + 1) == level)
                        .mapToLong(histograms::get)
                        .sum())
                .toList();
    }

    private static long nulls(List<@Nullable Object> values) {
        return values.stream().filter(Objects::isNull).count();
    }

    private static boolean isNaN(@Nullable Object value) {
        return value instanceof Float number && number.isNaN() || value instanceof Double other && other.isNaN();
    }

    private static Stream<Object> comparable(List<@Nullable Object> values) {
        return values.stream().filter(value -> value != null && !isNaN(value)).map(Object.class::cast);
    }

    private static boolean hasComparable(List<@Nullable Object> values) {
        return comparable(values).findAny().isPresent();
    }

    /// A zero counts as the lower one.
    private static Object min(List<@Nullable Object> values, Comparator<Object> order) {
        Object min = comparable(values).min(order).orElseThrow();
        return switch (min) {
            case Float number -> number == 0 ? (Object) (-0.0f) : number;
            case Double number -> number == 0 ? (Object) (-0.0) : number;
            default -> min;
        };
    }

    /// A zero counts as the upper one.
    private static Object max(List<@Nullable Object> values, Comparator<Object> order) {
        Object max = comparable(values).max(order).orElseThrow();
        return switch (max) {
            case Float number -> number == 0 ? (Object) 0.0f : number;
            case Double number -> number == 0 ? (Object) 0.0 : number;
            default -> max;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Comparator<Object> order(PrimitiveType type) {
        boolean isDecimal = type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
        return switch (type.getPrimitiveTypeName()) {
            case BINARY -> (a, b) -> Arrays.compareUnsigned(((Binary) a).getBytes(), ((Binary) b).getBytes());
            case FIXED_LEN_BYTE_ARRAY -> {
                if (!isDecimal) {
                    throw new IllegalArgumentException(type.toString());
                }
                yield Comparator.comparing(value -> new BigInteger(((Binary) value).getBytes()));
            }
            default -> (a, b) -> ((Comparable) a).compareTo(b);
        };
    }

    private static Object decode(ByteBuffer bytes, PrimitiveType type) {
        ByteBuffer buffer = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> buffer.get() != 0;
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            default -> {
                byte[] value = new byte[buffer.remaining()];
                buffer.get(value);
                yield Binary.fromConstantByteArray(value);
            }
        };
    }
}
