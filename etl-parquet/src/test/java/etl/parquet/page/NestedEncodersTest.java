package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile;
import etl.parquet.ColumnFile.Chunk;
import etl.parquet.ColumnFile.Page;
import etl.parquet.page.EncodersTest.Order;
import etl.parquet.page.RandomColumn.Leaf;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Random columns of every shape: parquet-java and DuckDB read what was written, pages begin with rows, and each page's
/// statistics are those of its values.
class NestedEncodersTest {
    private static final int MAX_DEPTH = 4;

    /// The lengths of a column's lists.
    enum Lengths {
        EMPTY_OR_NULL,
        SHORT,
        AROUND_A_PAGE,
        LONGER_THAN_A_PAGE;

        private static final int ENTRIES = 45_000;

        int rows() {
            return switch (this) {
                case EMPTY_OR_NULL -> ENTRIES;
                case SHORT -> ENTRIES / 3;
                case AROUND_A_PAGE -> 4;
                case LONGER_THAN_A_PAGE -> 3;
            };
        }

        int next(Random random) {
            return switch (this) {
                case EMPTY_OR_NULL -> random.nextInt(50) - 49;
                case SHORT -> random.nextInt(8) - 1;
                case AROUND_A_PAGE -> ColumnEncoder.PAGE_VALUES - 1 + random.nextInt(3);
                case LONGER_THAN_A_PAGE -> random.nextInt(2) * (2 * ColumnEncoder.PAGE_VALUES + random.nextInt(5_000));
            };
        }
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void columns_of_any_shape_come_back(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<RandomColumn> columns = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> RandomColumn.any("c" + i, random.nextInt(MAX_DEPTH + 1), random))
                .toList();
        int rows = List.of(1, 2, 9, 100).get(random.nextInt(4));
        check(columns, rows, 1 + random.nextInt(rows));
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void lists_of_every_type_come_back(
            @ForAll Leaf leaf, @ForAll Order order, @ForAll Lengths lengths, @ForAll boolean nulls, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        Supplier<Integer> length = () -> lengths.next(random);
        RandomColumn column = RandomColumn.ofLists(leaf, order, nulls ? 0.2 : 0, length, random);
        check(List.of(column), lengths.rows(), random.nextBoolean() ? Integer.MAX_VALUE : lengths.rows() / 2);
    }

    private static void check(List<RandomColumn> columns, int rowCount, int rowGroupRows) throws IOException {
        MessageType schema =
                new MessageType("row", columns.stream().map(RandomColumn::type).toArray(Type[]::new));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            columns.forEach(column -> row.add(column.values().get()));
            rows.add(row);
        }
        Path file = Files.createTempFile("nested", ".parquet");
        try {
            NestedFile.write(schema, rows, rowGroupRows, file);
            assertTrue(rows.equals(NestedFile.read(file)), () -> "other rows of " + schema);
            assertTrue(ParquetJava.rows(file).equals(DuckDb.file(file)), () -> "DuckDB reads other rows of " + schema);
            for (int leaf = 0; leaf < schema.getColumns().size(); leaf++) {
                for (Chunk chunk : ColumnFile.read(file, leaf)) {
                    PageStatistics.check(chunk);
                    checkPageEnds(chunk);
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    /// A page ends with the row that fills it: no page but the last is less than full, and none is full before its last
    /// row.
    private static void checkPageEnds(Chunk chunk) {
        List<Page> pages = chunk.pages();
        for (int i = 0; i < pages.size(); i++) {
            Page page = pages.get(i);
            assertTrue(i == pages.size() - 1 || isFull(page, page.values().size(), chunk));
            assertFalse(isFull(page, page.repetitionLevels().lastIndexOf(0), chunk));
        }
    }

    private static boolean isFull(Page page, int entries, Chunk chunk) {
        return entries >= ColumnEncoder.PAGE_VALUES
                || page.values().subList(0, entries).stream()
                                .mapToLong(value -> plainBytes(value, chunk))
                                .sum()
                        >= ColumnEncoder.PAGE_BYTES;
    }

    private static long plainBytes(@Nullable Object value, Chunk chunk) {
        boolean prefixed = chunk.type().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
        return value instanceof Binary bytes ? bytes.length() + (prefixed ? Integer.BYTES : 0) : 0;
    }
}
