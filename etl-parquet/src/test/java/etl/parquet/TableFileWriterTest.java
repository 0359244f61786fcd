package etl.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.FileSummary.ColumnSummary;
import etl.parquet.WriteOptions.Compression;
import etl.parquet.column.ArrayColumn;
import etl.parquet.column.Int8Column;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TextColumn;
import etl.parquet.column.TimestampColumn;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.BinaryEncoder;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableFileWriterTest {
    private static final RowShape SHAPE = new RowShape(List.of(
            new Column("id", "id", new Int8Column(), false),
            new Column("order_note", "Order Note", new TextColumn("text", false, OnSpecial.FAIL), true)));

    @TempDir
    Path directory;

    @Test
    void finished_file_holds_the_rows_and_says_so() throws IOException {
        Path file = directory.resolve("a.parquet");
        FileSummary summary;
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, WriteOptions.DEFAULT, Map.of("k", "v"))) {
            writer.copy(rows(0, 3), 3);
            assertEquals(3, writer.rows());
            summary = writer.finish();
        }
        assertEquals(
                new FileSummary(
                        3,
                        Files.size(file),
                        1,
                        List.of(new ColumnSummary("id", 0, 0, 0), new ColumnSummary("order_note", 1, 0, 0))),
                summary);
        List<List<String>> expected = List.of(row("0", null), row("1", "note 1"), row("2", "note 2"));
        assertEquals(expected, ParquetJava.rows(file));
        assertEquals(expected, DuckDb.file(file));
        assertEquals("v", ParquetJava.metadata(file).get("k"));
    }

    @Test
    void footer_keeps_the_names_that_postgres_has() throws IOException {
        Path file = write(writer -> writer.copy(rows(0, 1), 1));
        Map<String, String> metadata = ParquetJava.metadata(file);
        assertEquals("Order Note", metadata.get(TableFileWriter.SOURCE_NAME_KEY + "order_note"));
        assertFalse(metadata.containsKey(TableFileWriter.SOURCE_NAME_KEY + "id"));
    }

    @Test
    void file_without_rows_has_its_schema() throws IOException {
        Path file = write(writer -> writer.copy(rows(0, 1), 0));
        assertEquals(List.of(), ParquetJava.rows(file));
        assertEquals(List.of(), DuckDb.file(file));
        assertTrue(ParquetJava.schema(file).contains("required int64 id"), ParquetJava.schema(file));
    }

    @ParameterizedTest
    @EnumSource
    void every_codec_is_read_by_strangers(Compression compression) throws IOException {
        Path file = directory.resolve(compression + ".parquet");
        WriteOptions options = new WriteOptions(compression, 1 << 20, 1 << 20);
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, options, Map.of())) {
            for (int i = 0; i < 50; i++) {
                writer.copy(rows(i * 100, 100), 100);
            }
            writer.finish();
        }
        List<List<String>> expected = IntStream.range(0, 5_000)
                .mapToObj(i -> row("" + i, i % 5 == 0 ? null : "note " + i))
                .toList();
        assertEquals(expected, ParquetJava.rows(file));
        assertEquals(expected, DuckDb.file(file));
    }

    @Test
    void closing_without_finish_leaves_no_readable_file() throws IOException {
        Path file = directory.resolve("open.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, smallRowGroups(), Map.of())) {
            for (int i = 0; i < 1_000; i++) {
                writer.copy(rows(i * 100, 100), 100);
            }
        }
        assertTrue(Files.size(file) > 1_000, "row groups were written");
        assertThrows(RuntimeException.class, () -> ParquetJava.rows(file));
        assertThrows(IllegalStateException.class, () -> DuckDb.file(file));
    }

    @Test
    void file_that_refused_a_value_cannot_be_finished() throws IOException {
        Path file = directory.resolve("refused.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, smallRowGroups(), Map.of())) {
            writer.copy(rows(0, 100), 100);
            assertThrows(ValueException.class, () -> writer.copy(new CopyRow[] {Wire.row(null, null)}, 1));
            assertThrows(IllegalStateException.class, writer::finish);
            assertThrows(IllegalStateException.class, () -> writer.copy(rows(100, 1), 1));
        }
        assertThrows(RuntimeException.class, () -> ParquetJava.rows(file));
    }

    @Test
    void file_whose_stream_failed_cannot_be_finished() throws IOException {
        var out = new FilterOutputStream(new ByteArrayOutputStream()) {
            private boolean broken;

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (broken) {
                    throw new IOException("no space left");
                }
                out.write(bytes, from, length);
            }
        };
        try (TableFileWriter writer = TableFileWriter.open(out, SHAPE, smallRowGroups(), Map.of())) {
            out.broken = true;
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    writer.copy(rows(i * 100, 100), 100);
                }
            });
            assertThrows(IllegalStateException.class, writer::finish);
        }
    }

    @Test
    void refused_value_names_its_column_and_its_row_in_the_batch() throws IOException {
        CopyRow[] batch = rows(0, 10);
        batch[7] = Wire.row(null, null);
        ValueException e = refusal(SHAPE, batch);
        assertEquals("id", e.column());
        assertEquals(7, e.row());
        assertTrue(e.getMessage().startsWith("id: a null came"), e.getMessage());
    }

    @Test
    void row_of_a_refused_value_is_found_after_pages_have_ended() throws IOException {
        RowShape shape = new RowShape(
                List.of(new Column("t", "t", new TimestampColumn(TimestampUnit.MICROS, OnSpecial.FAIL), true)));
        CopyRow[] batch = new CopyRow[25_000];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = Wire.row(i % 3 == 0 ? null : Wire.int8(i == 24_001 ? Long.MAX_VALUE : i));
        }
        ValueException e = refusal(shape, batch);
        assertEquals(24_001, e.row());
        assertTrue(e.getMessage().startsWith("t: infinity is outside"), e.getMessage());
    }

    @Test
    void value_longer_than_athena_reads_is_refused() throws IOException {
        CopyRow[] batch = {Wire.row(Wire.int8(1), new byte[BinaryEncoder.MAX_VALUE_BYTES + 1])};
        ValueException e = refusal(SHAPE, batch);
        assertTrue(e.getMessage().startsWith("order_note: a value of 33554433 bytes"), e.getMessage());
        assertEquals(0, e.row());
    }

    @Test
    void row_groups_end_at_their_size_and_the_file_at_its_target() throws IOException {
        Path file = directory.resolve("groups.parquet");
        WriteOptions options = new WriteOptions(Compression.UNCOMPRESSED, 1 << 20, 3 << 20);
        FileSummary summary;
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, options, Map.of())) {
            int batches = 0;
            while (!writer.isPastTarget()) {
                writer.copy(rows(batches++ * 100, 100), 100);
            }
            summary = writer.finish();
        }
        assertEquals(3, summary.rowGroups());
        assertTrue(summary.bytes() > 3 << 20 && summary.bytes() < 5 << 20, summary.toString());
        assertEquals(
                summary.rows(),
                ParquetJava.rowGroupRows(file).stream().mapToLong(rows -> rows).sum());
    }

    @Test
    void lists_keep_their_rows_across_row_groups_and_are_summed_up_as_a_whole() throws IOException {
        Path file = directory.resolve("lists.parquet");
        RowShape shape = new RowShape(List.of(
                new Column("id", "id", new Int8Column(), false),
                new Column("tags", "tags", new ArrayColumn(new Int8Column(), true, OnSpecial.FAIL), true),
                new Column("note", "note", new TextColumn("text", false, OnSpecial.FAIL), true)));
        WriteOptions options = new WriteOptions(Compression.UNCOMPRESSED, 200 << 10, Long.MAX_VALUE);
        List<List<String>> expected = new ArrayList<>();
        FileSummary summary;
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, options, Map.of())) {
            for (int first = 0; first < 30_000; first += 100) {
                CopyRow[] batch = new CopyRow[100];
                for (int i = 0; i < batch.length; i++) {
                    long id = first + i;
                    List<@Nullable Long> tags =
                            Arrays.asList(id, null, -id, id * id).subList(0, (int) id % 5);
                    byte[] field = id % 7 == 0 ? null : Wire.int8s(tags);
                    batch[i] = Wire.row(Wire.int8(id), field, Wire.text("note"));
                    String text = tags.toString().replace("null", "NULL").replace(", ", ",");
                    expected.add(row(
                            "" + id,
                            field == null ? null : text.replace('[', '{').replace(']', '}'),
                            "note"));
                }
                writer.copy(batch, batch.length);
            }
            summary = writer.finish();
        }
        assertEquals(expected, ParquetJava.rows(file));
        assertEquals(expected, DuckDb.file(file));
        assertTrue(summary.rowGroups() > 1, summary.toString());
        assertEquals(
                List.of(0L, 4_286L, 0L),
                summary.columns().stream().map(ColumnSummary::nulls).toList());
    }

    @Test
    void row_of_a_refused_element_is_found() throws IOException {
        RowShape shape = new RowShape(
                List.of(new Column("tags", "tags", new ArrayColumn(new Int8Column(), false, OnSpecial.FAIL), false)));
        CopyRow[] batch = new CopyRow[12_000];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = Wire.row(Wire.int8s(Arrays.asList(1L, 2L, i == 11_001 ? null : 3L)));
        }
        ValueException e = refusal(shape, batch);
        assertEquals(11_001, e.row());
        assertTrue(e.getMessage().startsWith("tags.list.element: a null came"), e.getMessage());
    }

    @Test
    void memory_stays_below_what_is_promised() throws IOException {
        RowShape shape = new RowShape(IntStream.range(0, 8)
                .mapToObj(i -> new Column(
                        "c" + i,
                        "c" + i,
                        i % 2 == 0 ? new Int8Column() : new TextColumn("text", false, OnSpecial.FAIL),
                        true))
                .toList());
        WriteOptions options = new WriteOptions(Compression.ZSTD, 16 << 20, Long.MAX_VALUE);
        long promised = TableFileWriter.maxMemoryBytes(shape, options);
        Random random = new Random(1);
        int fresh = 0;
        try (TableFileWriter writer = TableFileWriter.open(OutputStream.nullOutputStream(), shape, options, Map.of())) {
            for (int batch = 0; batch < 2_700; batch++) {
                CopyRow[] rows = new CopyRow[100];
                for (int i = 0; i < rows.length; i++) {
                    // Half of the values are new, so that the dictionaries grow until they are full.
                    int value = i % 2 == 0 ? random.nextInt(1_000) : fresh++;
                    byte[] number = Wire.int8(value);
                    byte[] text = Wire.text(Integer.toString(value, 36));
                    rows[i] = Wire.row(number, text, number, text, number, text, number, null);
                }
                writer.copy(rows, rows.length);
                assertTrue(writer.memoryBytes() <= promised, writer.memoryBytes() + " > " + promised);
            }
            writer.finish();
        }
    }

    @Test
    void finish_leaves_the_stream_open_for_its_owner() throws IOException {
        boolean[] closed = {false};
        var out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (TableFileWriter writer = TableFileWriter.open(out, SHAPE, WriteOptions.DEFAULT, Map.of())) {
            writer.copy(rows(0, 1), 1);
            assertEquals(writer.finish().bytes(), out.size());
        }
        assertFalse(closed[0]);
    }

    private interface Writing {
        void to(TableFileWriter writer) throws IOException;
    }

    private Path write(Writing writing) throws IOException {
        Path file = directory.resolve("file.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, SHAPE, WriteOptions.DEFAULT, Map.of())) {
            writing.to(writer);
            writer.finish();
        }
        return file;
    }

    private static ValueException refusal(RowShape shape, CopyRow[] batch) throws IOException {
        try (TableFileWriter writer =
                TableFileWriter.open(OutputStream.nullOutputStream(), shape, WriteOptions.DEFAULT, Map.of())) {
            return assertThrows(ValueException.class, () -> writer.copy(batch, batch.length));
        }
    }

    private static WriteOptions smallRowGroups() {
        return new WriteOptions(Compression.ZSTD, 10_000, Long.MAX_VALUE);
    }

    /// Rows of SHAPE; every fifth has no note.
    private static CopyRow[] rows(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> Wire.row(Wire.int8(i), i % 5 == 0 ? null : Wire.text("note " + i)))
                .toArray(CopyRow[]::new);
    }

    private static List<String> row(String... values) {
        return Arrays.asList(values);
    }
}
