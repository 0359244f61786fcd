package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ColumnFile;
import etl.parquet.ColumnFile.Chunk;
import etl.parquet.ColumnFile.Page;
import etl.parquet.Wire;
import etl.parquet.WriteOptions;
import etl.parquet.column.ByteaColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.Int8Column;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TextColumn;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where pages end, and when the dictionary is used.
class PagesTest {
    private static final Encoding INDEXED = Encoding.RLE_DICTIONARY;
    private static final Encoding PLAIN = Encoding.PLAIN;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"19999, 1", "20000, 1", "20001, 2", "40000, 2"})
    void page_has_twenty_thousand_rows_at_most(int rows, int pages) {
        assertEquals(
                pages,
                write(new Int8Column(), rows, i -> Wire.int8(i % 5)).pages().size());
    }

    @ParameterizedTest
    @CsvSource({"19999, 1", "20000, 1", "20001, 2", "40000, 2"})
    void page_of_nulls_ends_like_any_other(int rows, int pages) {
        assertEquals(pages, write(new Int8Column(), rows, i -> null).pages().size());
    }

    @Test
    void page_ends_before_the_value_that_would_take_it_past_one_mebibyte() {
        int length = (ColumnEncoder.PAGE_BYTES - 10 * Integer.BYTES) / 10;
        assertEquals(List.of(10, 10, 1), pageSizes(write(new ByteaColumn(OnSpecial.FAIL), 21, i -> random(i, length))));
        assertEquals(
                List.of(9, 9, 3), pageSizes(write(new ByteaColumn(OnSpecial.FAIL), 21, i -> random(i, length + 1))));
    }

    @Test
    void value_longer_than_a_page_has_one_of_its_own() {
        Chunk chunk = write(new ByteaColumn(OnSpecial.FAIL), 5, i -> random(i, i == 2 ? 3 << 20 : 10));
        assertEquals(List.of(2, 1, 2), pageSizes(chunk));
    }

    @Test
    void value_of_the_greatest_length_comes_back() {
        byte[] value = random(0, BinaryEncoder.MAX_VALUE_BYTES);
        Chunk chunk = write(new ByteaColumn(OnSpecial.FAIL), 1, i -> value);
        assertEquals(Binary.fromConstantByteArray(value), chunk.values().getFirst());
    }

    @Test
    void few_distinct_values_are_indexed() {
        Chunk chunk = write(new Int8Column(), 50_000, i -> Wire.int8(i % 1_000));
        assertEquals(List.of(INDEXED, INDEXED, INDEXED), encodings(chunk));
    }

    @Test
    void column_of_mostly_distinct_values_has_no_dictionary() {
        Chunk chunk = write(new Int8Column(), 50_000, i -> Wire.int8(i * 7L));
        assertEquals(List.of(PLAIN, PLAIN, PLAIN), encodings(chunk));
        assertFalse(chunk.hasDictionary());
    }

    @Test
    void values_that_do_not_come_back_in_the_second_page_end_the_dictionary() {
        Chunk chunk = write(new Int8Column(), 50_000, i -> Wire.int8(i / 4));
        assertEquals(List.of(INDEXED, PLAIN, PLAIN), encodings(chunk));
    }

    @Test
    void page_of_nulls_before_the_first_values_decides_nothing() {
        Chunk chunk = write(new Int8Column(), 60_000, i -> i < 20_000 ? null : Wire.int8(i % 5_000));
        assertEquals(List.of(PLAIN, INDEXED, INDEXED), encodings(chunk));
    }

    @Test
    void dictionary_past_its_limit_is_given_up_and_the_earlier_pages_keep_it() {
        Random random = new Random(1);
        byte[][] texts = IntStream.range(0, 40_000)
                .mapToObj(i -> Wire.text("a text of thirty characters " + i))
                .toArray(byte[][]::new);
        Chunk chunk =
                write(new TextColumn("text", false, OnSpecial.FAIL), 100_000, i -> texts[random.nextInt(texts.length)]);
        assertEquals(List.of(INDEXED, INDEXED, PLAIN, PLAIN, PLAIN), encodings(chunk));
        assertTrue(chunk.hasDictionary());
    }

    @Test
    void dictionary_of_numbers_is_given_up_when_it_has_too_many_entries() {
        // Half of each page's values are new: 10,000 of them.
        Chunk chunk = write(new Int8Column(), 290_000, i -> Wire.int8(i % 2 == 0 ? i % 100 : i));
        long indexed = encodings(chunk).stream().filter(INDEXED::equals).count();
        assertEquals(LeafEncoder.DICTIONARY_ENTRIES / 10_000, indexed);
        assertEquals(PLAIN, encodings(chunk).getLast());
    }

    @Test
    void only_page_is_indexed_when_that_is_shorter() {
        assertEquals(List.of(INDEXED), encodings(write(new Int8Column(), 100, i -> Wire.int8(i / 2))));
        assertEquals(List.of(PLAIN), encodings(write(new Int8Column(), 100, Wire::int8)));
    }

    @Test
    void long_texts_are_cut_in_the_column_index_and_still_bound_their_page() {
        byte[] least = Wire.text("a".repeat(100));
        byte[] greatest = Wire.text("z".repeat(100));
        Chunk chunk = write(new TextColumn("text", false, OnSpecial.FAIL), 2, i -> i == 0 ? greatest : least);
        byte[] min = bytes(chunk.columnIndex().getMinValues().getFirst());
        byte[] max = bytes(chunk.columnIndex().getMaxValues().getFirst());
        assertTrue(min.length < least.length && Arrays.compareUnsigned(min, least) <= 0);
        assertTrue(max.length < greatest.length && Arrays.compareUnsigned(max, greatest) >= 0);
        assertEquals(Binary.fromConstantByteArray(least), chunk.statistics().genericGetMin());
        assertEquals(Binary.fromConstantByteArray(greatest), chunk.statistics().genericGetMax());
    }

    @Test
    void each_row_group_has_its_own_dictionary() {
        WriteOptions small = new WriteOptions(WriteOptions.Compression.ZSTD, 50_000, Long.MAX_VALUE);
        List<byte[]> fields = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            fields.add(Wire.int8(random.nextInt(500) + i / 1_000));
        }
        Path file = directory.resolve("groups.parquet");
        ColumnFile.write(new Int8Column(), false, fields, small, file);
        List<Chunk> chunks = ColumnFile.read(file);
        assertTrue(chunks.size() > 2);
        List<Object> values = new ArrayList<>();
        for (Chunk chunk : chunks) {
            assertTrue(encodings(chunk).stream().allMatch(INDEXED::equals));
            PageStatistics.check(chunk);
            values.addAll(chunk.values());
        }
        assertEquals(
                fields.stream()
                        .map(field -> java.nio.ByteBuffer.wrap(field).getLong())
                        .toList(),
                values);
    }

    private Chunk write(ColumnType type, int rows, IntFunction<byte[]> field) {
        List<byte[]> fields = IntStream.range(0, rows).mapToObj(field).toList();
        Path file = directory.resolve("column.parquet");
        ColumnFile.write(type, true, fields, WriteOptions.DEFAULT, file);
        Chunk chunk = ColumnFile.read(file).getFirst();
        if (chunk.values().stream().noneMatch(value -> value instanceof Binary text && text.length() > 64)) {
            PageStatistics.check(chunk);
        }
        assertEquals(ParquetJava.rows(file), DuckDb.file(file));
        return chunk;
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(java.nio.ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static List<Integer> pageSizes(Chunk chunk) {
        return chunk.pages().stream().map(page -> page.values().size()).toList();
    }

    private static List<Encoding> encodings(Chunk chunk) {
        return chunk.pages().stream().map(Page::encoding).toList();
    }
}
