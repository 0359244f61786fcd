package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/// parquet-java, the reference reader. Its rows have the text forms of [TestDatabase#rows], so that `assertEquals`
/// compares them.
public final class ParquetJava {
    private ParquetJava() {}

    /// All rows of a file, in the file's order.
    public static List<List<@Nullable String>> rows(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            var schema = reader.getFileMetaData().getSchema();
            var columns = new ColumnIOFactory().getColumnIO(schema);
            var rows = new ArrayList<List<@Nullable String>>();
            for (var pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                var records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (var i = 0L; i < pages.getRowCount(); i++) {
                    rows.add(GroupValues.texts(records.read()));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file's schema as parquet-java prints it.
    public static String schema(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of rows of each row group.
    public static List<Long> rowGroupRows(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getRowGroups().stream()
                    .map(BlockMetaData::getRowCount)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The keys and values of the footer.
    public static Map<String, String> metadata(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getKeyValueMetaData();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a file's footer says of it.
    ///
    /// @param rows the number of rows in all row groups
    /// @param metadata the keys and values
    public record Footer(long rows, Map<String, String> metadata) {}

    /// The footer of a file that is in memory.
    ///
    /// @throws UncheckedIOException when the bytes aren't a whole Parquet file
    public static Footer footer(byte[] file) {
        try (var reader = ParquetFileReader.open(new InMemoryFile(file))) {
            return new Footer(reader.getRecordCount(), reader.getFileMetaData().getKeyValueMetaData());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException("no whole Parquet file", e));
        }
    }

    /// Name and Glue type of each column, as a crawler tells them from the footer: `id int`, `amount decimal(12,2)`.
    public static List<String> glueColumns(byte[] file) {
        try (var reader = ParquetFileReader.open(new InMemoryFile(file))) {
            return reader.getFileMetaData().getSchema().getFields().stream()
                    .map(field -> field.getName().toLowerCase(Locale.ROOT) + " " + GlueTypes.of(field))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
