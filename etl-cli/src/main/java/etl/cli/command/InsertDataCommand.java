package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.cli.progress.FillBar;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FilledTable;
import etl.tasks.sample.TpchData;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import etl.tasks.source.Connections;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl insert-data`
@Command(
        name = "insert-data",
        description = {
            "Fills a database with sample data.",
            "The tables of the sample shop (orders, users, products, currencies, taxes) are made and filled by COPY; with "
                    + "--tpch, TPC-H's lineitem and orders (as tpch_orders). Each of the two sets is made whole or not at all. "
                    + "A table that is there already is never touched, but with --replace one that insert-data made itself."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl insert-data --rows 1000000 --source postgresql://me@localhost/scratch",
            "  etl insert-data --tpch 1 --replace"
        })
final class InsertDataCommand extends ConfiguredCommand {
    private static final long DEFAULT_ROWS = 100_000;
    private static final long DEFAULT_SEED = 1;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "The rows of orders; the other tables follow (100000; none with --tpch unless given).")
    private @Nullable Long rows;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where the random numbers begin: the same seed and size give the same rows (1).")
    private long seed = DEFAULT_SEED;

    @Option(
            names = "--tpch",
            paramLabel = "SCALE",
            description = "Fill TPC-H's tables at this scale factor: 1 is 6 million line items, 0.01 is 60 thousand.")
    private @Nullable Double tpch;

    @Option(names = "--replace", description = "Drop what an earlier insert-data made, and make it anew.")
    private boolean replace;

    @Mixin
    private final OutputOption output = new OutputOption();

    InsertDataCommand(Session session) {
        super(session, SettingGroup.DATABASE);
    }

    record TableDocument(String table, long rows, double seconds) {}

    record FilledDocument(String database, long seed, List<TableDocument> tables) {}

    @Override
    ExitCode run(Configuration configuration) {
        Optional<ShopSizes> shop = shopSizes();
        SourceSettings source = configuration.source().settings();
        List<FilledTable> filled = fill(source, shop);
        FilledDocument document = new FilledDocument(
                source.display(),
                seed,
                filled.stream()
                        .map(table -> new TableDocument(
                                table.table(), table.rows(), table.took().toMillis() / 1000.0))
                        .toList());
        output.print(session(), document, () -> {
            TextTable table = new TextTable("table", "rows#", "seconds#");
            filled.forEach(one -> table.row(one.table(), Quantity.count(one.rows()), Quantity.seconds(one.took())));
            table.print(shell().out(), "");
        });
        return ExitCode.DONE;
    }

    private Optional<ShopSizes> shopSizes() {
        if (rows != null && rows < 0) {
            throw EtlException.usage("--rows: '" + rows + "' is less than nothing.");
        }
        if (rows == null) {
            return tpch == null ? Optional.of(ShopSizes.of(DEFAULT_ROWS)) : Optional.empty();
        }
        return Optional.of(ShopSizes.of(rows));
    }

    private List<FilledTable> fill(SourceSettings source, Optional<ShopSizes> shop) {
        Existing existing = replace ? Existing.REPLACE : Existing.REFUSE;
        List<FilledTable> filled = new ArrayList<>();
        try (Connection connection = Connections.connectToWrite(source, "etl/insert-data");
                FillBar bar = new FillBar(shell().err(), shell().terminal())) {
            if (shop.isPresent()) {
                filled.addAll(ShopData.fill(connection, shop.get(), seed, existing, bar));
            }
            if (tpch != null) {
                filled.addAll(TpchData.fill(connection, tpch, existing, bar));
            }
        } catch (SQLException e) {
            throw SourceErrors.of("insert-data", e);
        }
        return filled;
    }
}
