package etl.bench;

import etl.cli.DemoDatabase;
import etl.demo.EmbeddedDemoDatabase;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Proves that `combined_orders` is right, and gets by with a small heap, at full size: the packaged program exports a
/// large shop, and every value of every row is compared with the same query in SQL.
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = "Compares combined_orders of a large shop with the same query in SQL, value by value.")
public final class Proof implements Callable<Integer> {
    private static final long SEED = 42;

    @Option(names = "--orders", defaultValue = "5000000", description = "Orders (default: ${DEFAULT-VALUE}).")
    private long orders;

    @Option(names = "--heap", defaultValue = "512m", description = "The program's heap (default: ${DEFAULT-VALUE}).")
    private String heap = "";

    @Option(names = "--workers", defaultValue = "2", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Mixin
    private Packaged packaged = new Packaged();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory("etl-proof-");
        try (DemoDatabase database = new EmbeddedDemoDatabase()) {
            Postgres postgres = Postgres.of(database.start());
            ShopSizes sizes = ShopSizes.of(orders);
            System.out.printf(Locale.ROOT, "Filling the shop: %,d orders, %,d users%n", orders, sizes.users());
            try (Connection connection = postgres.connect()) {
                ShopData.fill(connection, sizes, SEED, Existing.REFUSE, FillProgress.NONE);
            }

            Map<String, String> environment = postgres.environment();
            environment.put("ETL_JAVA_OPTS", "-Xmx" + heap);
            List<String> command = Contestant.etl(packaged.launcher(), workers, folder, "--task=combined_orders");
            Measurement run = MeasuredProcess.run(command, environment, folder, postgres.process())
                    .measurement();
            System.out.printf(
                    Locale.ROOT,
                    "etl run --task combined_orders, %d workers, -Xmx%s: %.1f s, %.1f CPU s, at most %,d MiB resident%n",
                    workers,
                    heap,
                    run.seconds(),
                    run.cpuSeconds(),
                    run.peakBytes() >> 20);

            Comparison comparison = Comparison.of(postgres, folder);
            if (comparison.difference().isPresent()) {
                System.out.printf(
                        Locale.ROOT,
                        "After %,d equal rows: %s%n",
                        comparison.rows(),
                        comparison.difference().get());
                return 1;
            }
            System.out.printf(Locale.ROOT, "Equal to the query in SQL: %,d rows, every value%n", comparison.rows());
            return 0;
        } finally {
            Scratch.delete(folder);
        }
    }
}
