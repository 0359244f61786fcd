package etl.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.WriteOptions.Compression;
import etl.parquet.column.ArrayColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.Int8Column;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TextColumn;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
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
import org.junit.jupiter.params.provider.ValueSource;

/// Tables with as many columns as Postgres allows need no more memory than the launcher's heap has.
class WideTableTest {
    private static final ColumnType TEXT = new TextColumn("text", false, OnSpecial.FAIL);
    private static final ColumnType LIST = new ArrayColumn(new Int8Column(), true, OnSpecial.FAIL);
    private static final WriteOptions SMALL = new WriteOptions(Compression.ZSTD, 4 << 20, Long.MAX_VALUE);

    /// What the launcher's default heap leaves to one worker.
    private static final long ROOM_BYTES = 310L << 20;

    @TempDir
    Path directory;

    private static RowShape shape(int columns, ColumnType... types) {
        return new RowShape(IntStream.range(0, columns)
                .mapToObj(i -> new Column("c" + i, "c" + i, types[i % types.length], true))
                .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 33, 54, 300, 1600})
    void a_worker_fits_the_default_heap(int columns) {
        for (ColumnType type : List.of(TEXT, new Int8Column())) {
            long bytes = TableFileWriter.maxMemoryBytes(shape(columns, type), WriteOptions.DEFAULT);
            assertTrue(bytes < ROOM_BYTES, columns + " columns of " + type + " take " + bytes);
        }
    }

    @Test
    void what_is_written_is_read_and_the_memory_stays_below_what_is_promised() throws IOException {
        RowShape shape = shape(150, TEXT, new Int8Column(), LIST);
        long promised = TableFileWriter.maxMemoryBytes(shape, SMALL);
        Random random = new Random(7);
        List<List<@Nullable String>> expected = new ArrayList<>();
        Path file = directory.resolve("wide.parquet");
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, SMALL, Map.of())) {
            for (int batch = 0; batch < 60; batch++) {
                CopyRow[] rows = new CopyRow[100];
                for (int row = 0; row < rows.length; row++) {
                    byte @Nullable [][] fields = new byte[150][];
                    @Nullable String[] texts = new String[150];
                    for (int column = 0; column < fields.length; column++) {
                        int number = random.nextInt(column % 2 == 0 ? 5_000 : 20);
                        boolean isNull = random.nextInt(10) == 0;
                        texts[column] =
                                isNull ? null : column % 3 == 2 ? "{" + number + ",7}" : Integer.toString(number);
                        fields[column] = isNull
                                ? null
                                : switch (column % 3) {
                                    case 0 -> Wire.text(Integer.toString(number));
                                    case 1 -> Wire.int8(number);
                                    default -> Wire.int8s(Arrays.asList((long) number, 7L));
                                };
                    }
                    rows[row] = Wire.row(fields);
                    expected.add(Arrays.asList(texts));
                }
                writer.copy(rows, rows.length);
                assertTrue(writer.memoryBytes() <= promised, writer.memoryBytes() + " > " + promised);
            }
            writer.finish();
        }
        assertEquals(expected, ParquetJava.rows(file));
        assertEquals(expected, DuckDb.file(file));
    }
}
