package etl.parquet.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.parquet.TableFileWriter;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.schemas.Decimal;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetInspectorTest {
    private record Sale(
            int id,
            @Nullable String note,
            @Decimal(precision = 9, scale = 2) BigDecimal amount,
            LocalDate day) {}

    @TempDir
    private Path folder;

    @Test
    void a_file_says_its_schema_row_groups_and_statistics() throws IOException {
        Path path = write(List.of(
                new Sale(1, "first", new BigDecimal("12.50"), LocalDate.of(2026, 11, 22)),
                new Sale(2, null, new BigDecimal("-3.00"), LocalDate.of(2026, 1, 1)),
                new Sale(3, "third", new BigDecimal("0.00"), LocalDate.of(2026, 12, 31))));

        FileInspection inspection;
        try (SeekableFile file = LocalFile.open(path);
                ParquetInspector inspector = ParquetInspector.open(file)) {
            inspection = inspector.inspect();
        }

        assertEquals(Files.size(path), inspection.bytes());
        assertEquals(3, inspection.rows());
        assertEquals("value", inspection.metadata().get("key"));
        assertEquals(
                List.of(
                        new FileInspection.Field("id", "INT32", false),
                        new FileInspection.Field("note", "BINARY STRING", true),
                        new FileInspection.Field("amount", "INT32 DECIMAL(9,2)", false),
                        new FileInspection.Field("day", "INT32 DATE", false)),
                inspection.columns());
        assertEquals(1, inspection.rowGroups().size());
        FileInspection.Chunk note = inspection.rowGroups().getFirst().chunks().get(1);
        assertEquals(OptionalLong.of(1), note.nulls());
        assertEquals("zstd", note.codec());
        assertEquals(Optional.of("first"), note.min());
        assertEquals(Optional.of("third"), note.max());
        assertEquals(OptionalLong.of(1), note.pages());
        assertTrue(note.columnIndex());
        FileInspection.Chunk amount = inspection.rowGroups().getFirst().chunks().get(2);
        assertEquals(Optional.of("-3.00"), amount.min());
        FileInspection.Chunk day = inspection.rowGroups().getFirst().chunks().get(3);
        assertEquals(Optional.of("2026-01-01"), day.min());
    }

    @Test
    void the_first_rows_come_as_text() throws IOException {
        Path path = write(List.of(
                new Sale(1, "first", new BigDecimal("12.50"), LocalDate.of(2026, 11, 22)),
                new Sale(2, null, new BigDecimal("-3.00"), LocalDate.of(2026, 1, 1))));

        try (SeekableFile file = LocalFile.open(path);
                ParquetInspector inspector = ParquetInspector.open(file)) {
            assertEquals(
                    List.of(
                            List.of("1", "first", "12.50", "2026-11-22"),
                            Arrays.asList("2", null, "-3.00", "2026-01-01")),
                    inspector.head(10));
        }
    }

    @Test
    void no_more_rows_come_than_are_asked_for() throws IOException {
        Path path = write(List.of(
                new Sale(1, null, BigDecimal.ONE.setScale(2), LocalDate.EPOCH),
                new Sale(2, null, BigDecimal.ONE.setScale(2), LocalDate.EPOCH)));

        try (SeekableFile file = LocalFile.open(path);
                ParquetInspector inspector = ParquetInspector.open(file)) {
            assertEquals(1, inspector.head(1).size());
        }
    }

    @Test
    void what_is_no_parquet_file_is_said_to_be_none() throws IOException {
        for (byte[] bytes : List.of(new byte[0], new byte[] {1, 2, 3}, new byte[1000])) {
            Path path = Files.write(folder.resolve("other"), bytes);
            try (SeekableFile file = LocalFile.open(path)) {
                IOException e = assertThrows(
                        IOException.class, () -> ParquetInspector.open(file).close());
                assertTrue(
                        String.valueOf(e.getMessage()).endsWith("is not a Parquet file, or not a whole one"),
                        e.getMessage());
            }
        }
    }

    @Test
    void a_truncated_file_is_said_to_be_not_whole() throws IOException {
        byte[] whole =
                Files.readAllBytes(write(List.of(new Sale(1, null, BigDecimal.ONE.setScale(2), LocalDate.EPOCH))));
        Path path = Files.write(folder.resolve("part"), Arrays.copyOf(whole, whole.length - 5));
        try (SeekableFile file = LocalFile.open(path)) {
            assertThrows(IOException.class, () -> ParquetInspector.open(file).close());
        }
    }

    private Path write(List<Sale> sales) throws IOException {
        Path path = folder.resolve("sales.parquet");
        RowShape shape = RowShape.ofRecord(Sale.class, TypeOptions.DEFAULT);
        RecordBinder<Sale> binder = RecordBinder.of(Sale.class, shape);
        try (OutputStream out = Files.newOutputStream(path);
                TableFileWriter file = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of("key", "value"))) {
            for (Sale sale : sales) {
                binder.write(sale, file);
            }
            file.finish();
        }
        return path;
    }
}
