package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.parquet.inspect.FileInspection;
import etl.parquet.inspect.ParquetInspector;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `etl inspect`
@Command(
        name = "inspect",
        description = "Shows a Parquet file: schema, row groups, sizes, statistics, and with --head its first rows.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl inspect warehouse/orders/dt=2026-11-22/part.parquet --head 5",
            "  etl inspect s3://bucket/prefix/orders/dt=2026-11-22/part.parquet --output json"
        })
final class InspectCommand extends ConfiguredCommand {
    /// Longer values are cut in tables; `--output json` has them whole.
    private static final int MAX_VALUE_COLUMNS = 40;

    @Parameters(paramLabel = "FILE", description = "A file, or an object as s3://BUCKET/KEY.")
    private String file = "";

    @Option(names = "--head", paramLabel = "N", description = "Show the first N rows too.")
    private int head;

    @Mixin
    private final OutputOption output = new OutputOption();

    InspectCommand(Session session) {
        super(session);
    }

    record InspectDocument(String file, FileInspection inspection, Optional<List<List<@Nullable String>>> head) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        if (head < 0) {
            throw EtlException.usage("--head: '" + head + "' is less than nothing.");
        }
        InspectDocument document = read(new Targets(configuration));
        output.print(session(), document, () -> print(document, shell().out()));
        return ExitCode.DONE;
    }

    private InspectDocument read(Targets targets) {
        try (SeekableFile bytes = targets.file(file);
                ParquetInspector inspector = ParquetInspector.open(bytes)) {
            return new InspectDocument(
                    file, inspector.inspect(), head == 0 ? Optional.empty() : Optional.of(inspector.head(head)));
        } catch (NoSuchFileException e) {
            throw new EtlException(ExitCode.USAGE, "There is no file " + file + ". Check the path.", e);
        } catch (IOException e) {
            throw new EtlException(ExitCode.USAGE, "etl inspect can't read it: " + e.getMessage() + ".", e);
        }
    }

    private static void print(InspectDocument document, PrintStream out) {
        FileInspection inspection = document.inspection();
        out.println("%s: %s, %s rows in %d row groups, written by %s"
                .formatted(
                        document.file(),
                        Quantity.bytes(inspection.bytes()),
                        Quantity.count(inspection.rows()),
                        inspection.rowGroups().size(),
                        inspection.createdBy()));
        out.println();
        printColumns(inspection, out);
        printRowGroups(inspection, out);
        Map<String, String> metadata = new TreeMap<>(inspection.metadata());
        if (!metadata.isEmpty()) {
            out.println();
            TextTable table = new TextTable("key", "value");
            metadata.forEach((key, value) -> table.row(key, cut(value)));
            table.print(out, "");
        }
        document.head().ifPresent(rows -> {
            out.println();
            TextTable table = new TextTable(inspection.columns().stream()
                    .map(FileInspection.Field::name)
                    .toArray(String[]::new));
            rows.forEach(row -> table.row(row.stream()
                    .map(value -> value == null ? "NULL" : cut(value))
                    .toArray(String[]::new)));
            table.print(out, "");
        });
    }

    /// The columns over all row groups.
    private static void printColumns(FileInspection inspection, PrintStream out) {
        TextTable table = new TextTable("column", "type", "null", "nulls#", "compressed#", "plain#", "encodings");
        for (FileInspection.Field field : inspection.columns()) {
            List<FileInspection.Chunk> chunks = new ArrayList<>();
            for (FileInspection.RowGroup rowGroup : inspection.rowGroups()) {
                rowGroup.chunks().stream()
                        .filter(chunk -> chunk.column().equals(field.name())
                                || chunk.column().startsWith(field.name() + "."))
                        .forEach(chunks::add);
            }
            boolean counted = chunks.stream().allMatch(chunk -> chunk.nulls().isPresent());
            table.row(
                    field.name(),
                    field.type(),
                    field.nullable() ? "yes" : "no",
                    counted
                            ? Quantity.count(chunks.stream()
                                    .map(FileInspection.Chunk::nulls)
                                    .mapToLong(OptionalLong::getAsLong)
                                    .sum())
                            : "?",
                    Quantity.bytes(chunks.stream()
                            .mapToLong(FileInspection.Chunk::compressedBytes)
                            .sum()),
                    Quantity.bytes(chunks.stream()
                            .mapToLong(FileInspection.Chunk::uncompressedBytes)
                            .sum()),
                    chunks.stream()
                            .flatMap(chunk -> chunk.encodings().stream())
                            .distinct()
                            .reduce((one, other) -> one + " " + other)
                            .orElse(""));
        }
        table.print(out, "");
    }

    private static void printRowGroups(FileInspection inspection, PrintStream out) {
        int number = 0;
        for (FileInspection.RowGroup rowGroup : inspection.rowGroups()) {
            out.println();
            out.println("Row group %d: %s rows, %s compressed, %s plain"
                    .formatted(
                            number++,
                            Quantity.count(rowGroup.rows()),
                            Quantity.bytes(rowGroup.compressedBytes()),
                            Quantity.bytes(rowGroup.uncompressedBytes())));
            TextTable table = new TextTable("column", "codec", "pages#", "nulls#", "min", "max");
            for (FileInspection.Chunk chunk : rowGroup.chunks()) {
                table.row(
                        chunk.column(),
                        chunk.codec(),
                        number(chunk.pages()),
                        number(chunk.nulls()),
                        cut(chunk.min().orElse("")),
                        cut(chunk.max().orElse("")));
            }
            table.print(out, "  ");
        }
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Quantity.count(number.getAsLong()) : "?";
    }

    private static String cut(String value) {
        String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MAX_VALUE_COLUMNS ? line : line.substring(0, MAX_VALUE_COLUMNS - 1) + "…";
    }
}
