package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.ColumnFile;
import etl.parquet.ColumnFile.Chunk;
import etl.parquet.ColumnFile.Page;
import etl.parquet.page.NestedValues.Struct;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists, maps and structs: what their levels say, where their pages end, and what misuse is refused.
class NestedTest {
    private static final MessageType INTS = list("optional int32 element;");

    @TempDir
    Path directory;

    @Test
    void nullsAndEmptyListsAreToldApart() {
        List<Chunk> leaves = roundTrip(INTS, list(1, null, 3), null, List.of(), list((Object) null), List.of(5));
        Page page = leaves.getFirst().pages().getFirst();
        assertEquals(List.of(0, 1, 1, 0, 0, 0, 0), page.repetitionLevels());
        assertEquals(List.of(3, 2, 3, 0, 1, 2, 3), page.definitionLevels());
        assertEquals(list(1, null, 3, null, null, null, 5), page.values());
    }

    @Test
    void listsOfListsHaveALevelEach() {
        List<Chunk> leaves = roundTrip(
                list("optional group element (LIST) { repeated group list { optional int32 element; } }"),
                List.of(List.of(1, 2), List.of(), List.of(3)),
                list(null, List.of(4, 5)),
                List.of());
        Page page = leaves.getFirst().pages().getFirst();
        assertEquals(List.of(0, 2, 1, 1, 0, 1, 2, 0), page.repetitionLevels());
        assertEquals(List.of(5, 5, 3, 5, 2, 5, 5, 1), page.definitionLevels());
    }

    @Test
    void listAfterAListInAStructBeginsAtTheStructsLevel() {
        List<Chunk> leaves = roundTrip(
                list("""
                        required group element {
                          required group a (LIST) { repeated group list { required int32 element; } }
                          required group b (LIST) { repeated group list { required int64 element; } }
                          optional int32 c;
                        }"""), List.of(struct(List.of(1, 2), List.of(1L, 2L), null), struct(List.of(), List.of(3L), 1)));
        assertEquals(List.of(0, 2, 1), leaves.get(0).pages().getFirst().repetitionLevels());
        assertEquals(List.of(0, 2, 1), leaves.get(1).pages().getFirst().repetitionLevels());
        assertEquals(List.of(0, 1), leaves.get(2).pages().getFirst().repetitionLevels());
    }

    @Test
    void structsAreNullAtEachLevel() {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message row { optional group c { optional group s { optional int32 i; } required int64 n; } }");
        List<Chunk> leaves =
                roundTrip(schema, null, struct(null, 1L), struct(struct((Object) null), 2L), struct(struct(3), 3L));
        assertEquals(List.of(0, 1, 2, 3), leaves.get(0).pages().getFirst().definitionLevels());
        assertEquals(List.of(0, 1, 1, 1), leaves.get(1).pages().getFirst().definitionLevels());
    }

    @Test
    void mapsKeepTheirEntries() {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message row { optional group c (MAP) { repeated group key_value {
                  required int32 key;
                  optional group value (LIST) { repeated group list { optional int32 element; } }
                } } }""");
        roundTrip(schema, Map.of(1, List.of(1, 2), 2, List.of()), null, Map.of(), Map.of(3, list(null, 4)));
    }

    private static MessageType list(String element) {
        return MessageTypeParser.parseMessageType(
                "message row { optional group c (LIST) { repeated group list { " + element + " } } }");
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
                    PageStatistics.check(chunk);
                    return chunk;
                })
                .toList();
    }
}
