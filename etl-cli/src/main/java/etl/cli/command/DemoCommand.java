package etl.cli.command;

import etl.cli.DemoDatabase;
import etl.cli.Session;
import etl.cli.config.Settings;
import etl.cli.log.LogStyle;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.cli.progress.FillBar;
import etl.cli.report.ReportDocument;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.inspect.LocalFile;
import etl.parquet.inspect.ParquetInspector;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.TaskRegistry;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunSettings;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FilledTable;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import etl.tasks.source.Connections;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl demo`: reads no configuration, so that it works wherever it is started.
@Command(
        name = "demo",
        description = {
            "Shows the main job with nothing to set up.",
            "Starts a Postgres server of its own, fills the sample shop, runs its tasks into a folder, shows what was "
                    + "written and how to query it, and stops the server."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  etl demo", "  etl demo --rows 1000000 --dir /tmp/warehouse"})
final class DemoCommand implements Callable<Integer> {
    private static final long DEFAULT_ROWS = 100_000;
    private static final long SEED = 1;
    private static final int SHOWN_ROWS = 5;
    private static final String SHOWN_TASK = "combined_orders";

    private final Session session;

    @Option(names = "--dir", paramLabel = "FOLDER", description = "The warehouse folder (warehouse).")
    private Path directory = Path.of("warehouse");

    @Option(names = "--rows", paramLabel = "N", description = "The rows of orders (100000).")
    private long rows = DEFAULT_ROWS;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        session.verbose(common.verbose());
        session.startLog(Settings.LogFormat.AUTO, common.verbose(), LogStyle.TEXT);
        if (rows < 1) {
            throw EtlException.usage("--rows: '" + rows + "' is no size for a shop. It takes 1 or more.");
        }
        PrintStream out = session.shell().out();
        Path warehouse = session.shell().directory().resolve(directory).normalize();
        try (DemoDatabase database = database()) {
            out.println("Starting a Postgres server.");
            SourceSettings source = database.start();
            fill(source, out);
            out.println();
            out.println("Running the tasks of the shop under one snapshot.");
            ReportDocument report = ReportDocument.of(run(source, warehouse), 0);
            out.println();
            new ReportText(report).print(out);
            show(report, warehouse, out);
        }
        return 0;
    }

    private static DemoDatabase database() {
        return ServiceLoader.load(DemoDatabase.class)
                .findFirst()
                .orElseThrow(
                        () -> EtlException.usage(
                                "This package has no Postgres server for the demo. Use a database of your own: "
                                        + "'etl insert-data' fills it with the sample shop, 'etl run --all --dest file:warehouse' exports it."));
    }

    private void fill(SourceSettings source, PrintStream out) {
        try (Connection connection = Connections.connectToWrite(source, "etl/demo");
                FillBar bar = new FillBar(session.shell().err(), session.shell().terminal())) {
            List<FilledTable> tables = ShopData.fill(connection, ShopSizes.of(rows), SEED, Existing.REFUSE, bar);
            for (FilledTable table : tables) {
                out.println("  %s: %s rows".formatted(table.table(), Quantity.count(table.rows())));
            }
        } catch (SQLException e) {
            throw SourceErrors.of("the demo's database", e);
        }
    }

    private RunReport run(SourceSettings source, Path warehouse) throws InterruptedException {
        List<Task> tasks =
                TaskRegistry.load(true, UnaryOperator.identity(), List.of()).all();
        try (LocalDestination destination = new LocalDestination(warehouse);
                ShownRun shown = new ShownRun(session)) {
            RunSettings settings = new RunSettings(
                    source,
                    tasks,
                    LocalDate.now(session.shell().clock()),
                    destination,
                    new NoCatalog(),
                    Settings.DEFAULT_WORKERS,
                    RunSettings.Reader.COPY,
                    Optional.empty(),
                    WriteOptions.DEFAULT,
                    TypeOptions.DEFAULT,
                    Runtime.getRuntime().maxMemory());
            return new Run(settings, shown).execute();
        }
    }

    private void show(ReportDocument report, Path warehouse, PrintStream out) throws IOException {
        ReportDocument.Task task = report.tasks().stream()
                .filter(candidate -> candidate.task().equals(SHOWN_TASK))
                .findFirst()
                .orElseThrow();
        Path file = warehouse.resolve(task.files().getFirst().path());
        out.println();
        out.println("The first rows of " + shown(file) + ":");
        try (SeekableFile bytes = LocalFile.open(file);
                ParquetInspector inspector = ParquetInspector.open(bytes)) {
            TextTable table = new TextTable(
                    task.columns().stream().map(ReportDocument.Column::name).toArray(String[]::new));
            for (List<@Nullable String> row : inspector.head(SHOWN_ROWS)) {
                table.row(row.stream()
                        .map(value -> value == null ? "NULL" : value)
                        .toArray(String[]::new));
            }
            table.print(out, "  ");
        }
        out.println();
        out.println("Look at it with");
        out.println("  etl inspect " + shown(file) + " --head 5");
        out.println(
                "  duckdb -c \"select country, count(*), sum(amount_usd) from '%s/%s/*/*.parquet' group by country\""
                        .formatted(shown(warehouse), SHOWN_TASK));
        out.println("On S3 a Glue crawler makes the same folders tables of Athena, with the partition key dt:");
        out.println("  etl run --all --dest s3://BUCKET/PREFIX/ --crawler NAME");
    }

    /// A path as it is best typed: relative where it is below the working directory.
    private String shown(Path path) {
        Path directoryNow = session.shell().directory();
        return (path.startsWith(directoryNow) ? directoryNow.relativize(path) : path).toString();
    }
}
