package etl.parquet.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile;
import etl.parquet.ColumnFile.Chunk;
import etl.parquet.ColumnFile.Page;
import etl.parquet.page.NestedValues.Struct;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists, maps and structs: what their levels say, where their pages end, and what is counted and held of them.
class NestedTest {
    private static final MessageType INTS = NestedFile.listOf("optional int32 element;");

    @TempDir
    Path directory;

    @Test
    void nulls_and_empty_lists_are_told_apart() {
        List<Chunk> leaves = roundTrip(INTS, list(1, null, 3), null, List.of(), list((Object) null), List.of(5));
        Page page = leaves.getFirst().pages().getFirst();
        assertEquals(List.of(0, 1, 1, 0, 0, 0, 0), page.repetitionLevels());
        assertEquals(List.of(3, 2, 3, 0, 1, 2, 3), page.definitionLevels());
        assertEquals(list(1, null, 3, null, null, null, 5), page.values());
    }

    @Test
    void lists_of_lists_have_a_level_each() {
        List<Chunk> leaves = roundTrip(
                NestedFile.listOf("optional group element (LIST) { repeated group list { optional int32 element; } }"),
                List.of(List.of(1, 2), List.of(), List.of(3)),
                list(null, List.of(4, 5)),
                List.of());
        Page page = leaves.getFirst().pages().getFirst();
        assertEquals(List.of(0, 2, 1, 1, 0, 1, 2, 0), page.repetitionLevels());
        assertEquals(List.of(5, 5, 3, 5, 2, 5, 5, 1), page.definitionLevels());
    }

    @Test
    void list_after_a_list_in_a_struct_begins_at_the_structs_level() {
        List<Chunk> leaves = roundTrip(
                NestedFile.listOf("""
                        required group element {
                          required group a (LIST) { repeated group list { required int32 element; } }
                          required group b (LIST) { repeated group list { required int64 element; } }
                          optional int32 c;
                        }"""),
                List.of(struct(List.of(1, 2), List.of(1L, 2L), null), struct(List.of(), List.of(3L), 1)));
        assertEquals(List.of(0, 2, 1), leaves.get(0).pages().getFirst().repetitionLevels());
        assertEquals(List.of(0, 2, 1), leaves.get(1).pages().getFirst().repetitionLevels());
        assertEquals(List.of(0, 1), leaves.get(2).pages().getFirst().repetitionLevels());
    }

    @Test
    void structs_are_null_at_each_level() {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { optional group c { optional group s { optional int32 i; } required int64 n; } }");
        List<Chunk> leaves =
                roundTrip(schema, null, struct(null, 1L), struct(struct((Object) null), 2L), struct(struct(3), 3L));
        assertEquals(List.of(0, 1, 2, 3), leaves.get(0).pages().getFirst().definitionLevels());
        assertEquals(List.of(0, 1, 1, 1), leaves.get(1).pages().getFirst().definitionLevels());
    }

    @Test
    void maps_keep_their_entries() {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message row { optional group c (MAP) { repeated group key_value {
                  required int32 key;
                  optional group value (LIST) { repeated group list { optional int32 element; } }
                } } }""");
        roundTrip(schema, Map.of(1, List.of(1, 2), 2, List.of()), null, Map.of(), Map.of(3, list(null, 4)));
    }

    @ParameterizedTest
    @CsvSource({"1, '20000,10000'", "3, '20001,9999'", "7001, '21003,14002'", "30000, '30000,30000'"})
    void page_ends_with_the_row_that_fills_it(int elements, String entries) {
        int rows = elements == 30_000 ? 2 : (elements == 7_001 ? 5 : 30_000 / elements);
        List<Integer> row = IntStream.range(0, elements).boxed().toList();
        List<Chunk> leaves = roundTrip(INTS, Collections.nCopies(rows, row).toArray());
        assertEquals(
                entries,
                String.join(",", sizes(leaves).stream().map(String::valueOf).toList()));
    }

    @Test
    void page_of_bytes_ends_with_the_row_that_takes_it_to_one_mebibyte() {
        Binary text = Binary.fromString("x".repeat(300 << 10));
        List<Chunk> leaves = roundTrip(
                NestedFile.listOf("optional binary element (STRING);"),
                Collections.nCopies(5, List.of(text, text)).toArray());
        assertEquals(List.of(4, 4, 2), sizes(leaves));
    }

    @Test
    void leaves_of_a_column_end_their_pages_apart() {
        List<Chunk> leaves = roundTrip(
                MessageTypeParser.parseMessageType("""
                        message row { required group c {
                          required group a (LIST) { repeated group list { required int32 element; } }
                          required int32 b;
                        } }"""),
                Collections.nCopies(30_000, struct(List.of(1, 2, 3, 4), 5)).toArray());
        assertEquals(6, leaves.get(0).pages().size());
        assertEquals(2, leaves.get(1).pages().size());
    }

    @Test
    void rows_count_when_they_are_complete_and_nulls_at_their_own_level() throws IOException {
        try (NestedFile file = new NestedFile(INTS, directory.resolve("open.parquet"))) {
            ListEncoder list = (ListEncoder) file.column(0);
            IntEncoder element = (IntEncoder) list.element();
            list.begin(2);
            list.next();
            element.add(1);
            assertEquals(0, list.rows());
            assertEquals(0, element.rows());
            list.next().addNull();
            list.end();
            assertEquals(1, list.rows());
            assertEquals(1, element.rows());
            list.addNull();
            list.begin(0);
            list.end();
            assertEquals(3, list.rows());
            assertEquals(1, list.nulls());
            assertEquals(1, element.nulls());
        }
    }

    @Test
    void values_that_lost_digits_are_counted_wherever_they_stand() throws IOException {
        try (NestedFile file = new NestedFile(INTS, directory.resolve("open.parquet"))) {
            ListEncoder list = (ListEncoder) file.column(0);
            list.element().countTruncated(2);
            list.countTruncated(1);
            assertEquals(3, list.truncated());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boolean", "int32", "int64", "double", "binary", "fixed_len_byte_array(16)"})
    void memory_stays_below_what_is_promised(String leaf) throws IOException {
        MessageType schema = NestedFile.listOf("optional " + leaf + " element;");
        long promised = PageBuffer.maxMemoryBytes(schema) + ColumnEncoder.maxMemoryBytes(schema, schema.getType(0));
        try (NestedFile file = new NestedFile(schema, directory.resolve("open.parquet"))) {
            ListEncoder list = (ListEncoder) file.column(0);
            for (int elements : new int[] {1, 19_998, 20_000, 19_999, 3, 20_000}) {
                add(list, elements, 50);
                assertTrue(file.memoryBytes() <= promised, elements + ": " + file.memoryBytes() + " > " + promised);
            }
            add(list, 200_000, 50);
            add(list, 1, 50);
            assertTrue(file.memoryBytes() <= promised, "after a huge row: " + file.memoryBytes() + " > " + promised);
        }
    }

    /// Adds a list whose values all differ.
    private static void add(ListEncoder list, int elements, int length) {
        list.begin(elements);
        for (int i = 0; i < elements; i++) {
            switch (list.next()) {
                case BooleanEncoder booleans -> booleans.add(true);
                case IntEncoder ints -> ints.add(i);
                case LongEncoder longs -> longs.add(i);
                case DoubleEncoder doubles -> doubles.add(i);
                case FixedEncoder decimals -> decimals.add(i, i);
                case BinaryEncoder binaries ->
                    binaries.add(Arrays.copyOf(String.valueOf(i).getBytes(UTF_8), length), 0, length);
                default -> throw new IllegalArgumentException(list.name());
            }
        }
        list.end();
    }

    private static List<Integer> sizes(List<Chunk> leaves) {
        return leaves.getFirst().pages().stream()
                .map(page -> page.values().size())
                .toList();
    }

    private static List<@Nullable Object> list(@Nullable Object... elements) {
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    private static Struct struct(@Nullable Object... fields) {
        return new Struct(list(fields));
    }

    /// Writes rows of one column and reads them back.
    ///
    /// @return the first chunk of each leaf
    private List<Chunk> roundTrip(MessageType schema, @Nullable Object... values) {
        Path file = directory.resolve("nested.parquet");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(list(value));
        }
        NestedFile.write(schema, rows, Integer.MAX_VALUE, file);
        assertEquals(rows, NestedFile.read(file));
        assertEquals(ParquetJava.rows(file), DuckDb.file(file));
        return IntStream.range(0, schema.getColumns().size())
                .mapToObj(leaf -> {
                    Chunk chunk = ColumnFile.read(file, leaf).getFirst();
                    // Statistics of long texts are left out of the footer.
                    if (chunk.values().stream()
                            .noneMatch(value -> value instanceof Binary text && text.length() > 64)) {
                        PageStatistics.check(chunk);
                    }
                    return chunk;
                })
                .toList();
    }
}
