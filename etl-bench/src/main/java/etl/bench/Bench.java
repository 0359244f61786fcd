package etl.bench;

import etl.bench.Contestant.Data;
import etl.cli.DemoDatabase;
import etl.demo.EmbeddedDemoDatabase;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.sample.TpchData;
import etl.tasks.shop.CombinedOrders;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Measures the packaged program against the floor and against others, all on one server and in one run: each trial is
/// a process of its own, the trials are interleaved, and medians are told.
@Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = "Measures the packaged program on TPC-H's lineitem and on the sample shop.",
        footer = {
            "",
            "To measure another program on the same server, give its command in BENCH_PEER, with {table}, {file} and"
                    + " {threads} where it takes them. It finds the server by PGHOST, PGPORT, PGUSER and PGDATABASE:",
            "  BENCH_PEER='my-export {table} {file} {threads}' make bench"
        })
public final class Bench implements Callable<Integer> {
    private static final long SEED = 42;

    /// More than this of the processors' time spent by other programs, and the figures are not worth much.
    private static final double MAX_OTHERS_SHARE = 0.05;

    @Option(names = "--scale", defaultValue = "1", description = "TPC-H's scale factor (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(names = "--orders", description = "Orders of the shop (default: 1.5 million at scale 1).")
    private @Nullable Long orders;

    @Option(names = "--runs", defaultValue = "3", description = "Trials of each (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--workers",
            defaultValue = "1,2",
            split = ",",
            description = "Numbers of workers (default: ${DEFAULT-VALUE}).")
    private List<Integer> workers = List.of();

    @Option(
            names = "--only",
            split = ",",
            description = "Of floor, relation, typed, peer, jdbc, combined-floor, combined (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--patience",
            defaultValue = "0",
            description = "Seconds that each trial may take longer to find the machine idle: it waits until others are,"
                    + " and is repeated when they weren't (default: ${DEFAULT-VALUE}).")
    private int patienceSeconds;

    @Option(
            names = "--json",
            defaultValue = "target/bench.json",
            description = "Write the results to this file too (default: ${DEFAULT-VALUE}).")
    private Path json = Path.of("");

    @Mixin
    private Packaged packaged = new Packaged();

    /// What was measured where; `--json` writes it.
    record Document(
            double scale,
            int runs,
            int processors,
            String java,
            String postgres,
            Map<Data, Long> rows,
            List<Results.Line> results) {}

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        List<Contestant> contestants =
                Contestant.all(packaged.launcher(), Optional.ofNullable(System.getenv("BENCH_PEER"))).stream()
                        .filter(contestant -> only.isEmpty() || only.contains(contestant.name()))
                        .toList();
        Path scratch = Files.createTempDirectory("etl-bench-");
        try (DemoDatabase database = new EmbeddedDemoDatabase()) {
            Postgres postgres = Postgres.of(database.start());
            Map<Data, Long> rows = fill(postgres, contestants);
            Results results = new Results(rows);
            warmUp(postgres, contestants, scratch);
            for (int run = 1; run <= runs; run++) {
                for (int number : workers) {
                    for (Contestant contestant : contestants) {
                        Measurement measurement = undisturbed(() -> trial(postgres, contestant, number, scratch, rows));
                        results.add(contestant, number, measurement);
                        say("%d of %d: %s, %d workers: %.2f s"
                                .formatted(run, runs, contestant.description(), number, measurement.seconds()));
                    }
                }
            }
            report(postgres, rows, results);
        } finally {
            Scratch.delete(scratch);
        }
        return 0;
    }

    private Map<Data, Long> fill(Postgres postgres, List<Contestant> contestants) throws SQLException {
        Map<Data, Long> rows = new EnumMap<>(Data.class);
        try (Connection connection = postgres.connect()) {
            if (contestants.stream().anyMatch(contestant -> contestant.data() == Data.LINEITEM)) {
                say("Filling TPC-H at scale " + scale);
                TpchData.fill(connection, scale, Existing.REFUSE, FillProgress.NONE);
                rows.put(Data.LINEITEM, postgres.number("select count(*) from public.lineitem"));
            }
            if (contestants.stream().anyMatch(contestant -> contestant.data() == Data.COMBINED_ORDERS)) {
                ShopSizes sizes =
                        ShopSizes.of(orders == null ? Math.round(scale * TpchData.ORDERS_AT_SCALE_1) : orders);
                say("Filling the shop with " + sizes.orders() + " orders");
                ShopData.fill(connection, sizes, SEED, Existing.REFUSE, FillProgress.NONE);
                rows.put(
                        Data.COMBINED_ORDERS,
                        postgres.number("select count(*) from (" + CombinedOrders.inSql() + ") combined"));
            }
        }
        return rows;
    }

    /// Reads everything once, so that the first trial finds the tables in memory as the others do.
    private void warmUp(Postgres postgres, List<Contestant> contestants, Path scratch)
            throws IOException, InterruptedException {
        for (Contestant contestant : Contestant.all(packaged.launcher(), Optional.empty())) {
            if (contestant.floor() && contestants.stream().anyMatch(other -> other.data() == contestant.data())) {
                MeasuredProcess.run(
                        contestant.command().of(1, scratch), postgres.environment(), scratch, OptionalLong.empty());
            }
        }
    }

    /// A trial that nobody else disturbed, or the least disturbed one when patience ends.
    private Measurement undisturbed(Trial trial) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceSeconds);
        CpuClock.awaitIdle(MAX_OTHERS_SHARE, end);
        Measurement best = trial.run();
        while (best.othersShare() > MAX_OTHERS_SHARE && System.nanoTime() < end) {
            CpuClock.awaitIdle(MAX_OTHERS_SHARE, end);
            Measurement next = trial.run();
            best = next.othersShare() < best.othersShare() ? next : best;
        }
        return best;
    }

    @FunctionalInterface
    private interface Trial {
        Measurement run() throws IOException, SQLException, InterruptedException;
    }

    private Measurement trial(Postgres postgres, Contestant contestant, int number, Path scratch, Map<Data, Long> rows)
            throws IOException, SQLException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, "trial-");
        Map<String, String> environment = postgres.environment();
        environment.put("ETL_CLASSPATH", packaged.tasks().toString());
        environment.put("ETL_SAMPLES", "true");
        MeasuredProcess.Finished finished =
                MeasuredProcess.run(contestant.command().of(number, folder), environment, folder, postgres.process());
        long expected = rows.getOrDefault(contestant.data(), -1L);
        // Who didn't read or write everything hasn't been measured.
        long found = Long.parseLong(contestant.floor() ? finished.output() : rowsIn(folder));
        if (found != expected) {
            throw new IOException(contestant.description() + ": " + found + " rows instead of " + expected);
        }
        Scratch.delete(folder);
        return finished.measurement();
    }

    private static String rowsIn(Path folder) {
        String files = DuckDb.table(folder.resolve("**/*.parquet").toString());
        return String.valueOf(
                DuckDb.rows("select count(*) from " + files).getFirst().getFirst());
    }

    private void report(Postgres postgres, Map<Data, Long> rows, Results results) throws IOException, SQLException {
        Document document = new Document(
                scale,
                runs,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                postgres.text("show server_version"),
                rows,
                results.lines());
        System.out.printf(
                Locale.ROOT,
                "%s. Medians of %d trials, interleaved; whole processes; they and the embedded PostgreSQL %s share %d"
                        + " processors; Java %s.%n%n%s%n",
                rows.entrySet().stream()
                        .map(entry -> String.format(
                                Locale.ROOT,
                                "%s: %,d rows",
                                entry.getKey().name().toLowerCase(Locale.ROOT),
                                entry.getValue()))
                        .collect(Collectors.joining(", ")),
                runs,
                document.postgres(),
                document.processors(),
                document.java(),
                results.table());
        double others = results.othersShare();
        if (others > MAX_OTHERS_SHARE) {
            System.out.printf(
                    Locale.ROOT,
                    "Other programs took %.0f %% of the processors in the median trial: repeat this on an idle machine.%n%n",
                    100 * others);
        }
        if (System.getenv("BENCH_PEER") == null) {
            System.out.println("""
                    For another program's figure on the same server, give its command; it finds the server by PGHOST, PGPORT, PGUSER, PGDATABASE:
                      BENCH_PEER='my-export {table} {file} {threads}' make bench""");
        }
        ObjectMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, mapper.writeValueAsString(document));
        System.out.println("Written: " + json.toAbsolutePath());
    }

    private static void say(String what) {
        System.err.println("bench: " + what);
    }
}
