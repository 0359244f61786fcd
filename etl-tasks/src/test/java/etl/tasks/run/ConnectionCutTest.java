package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.LocalDestination;
import etl.tasks.run.RunSettings.Guards;
import etl.tasks.source.Databases;
import etl.testkit.DuckDb;
import etl.testkit.TcpProxy;
import etl.testkit.Torture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The network between the program and the database fails at random bytes.
class ConnectionCutTest extends FaultCase {
    private static final int CUTS = Torture.times(6, 50);
    private static final long SEED = Long.getLong("etl.seed", System.nanoTime());

    private RunSettings through(TcpProxy proxy, Path warehouse) {
        return settings(
                        Databases.settings(database, proxy.port(), Duration.ofSeconds(5), Duration.ofSeconds(1)),
                        2,
                        Guards.DEFAULT,
                        relation("things"),
                        relation("others"))
                .at(new LocalDestination(warehouse));
    }

    @Test
    void a_run_whose_network_fails_at_any_byte_publishes_every_row_or_nothing() throws InterruptedException {
        database.execute(THINGS);
        database.execute("create table others as select * from things");
        Random random = new Random(SEED);
        int whole = 0;
        int refused = 0;
        int again = 0;
        try (TcpProxy proxy = TcpProxy.before(database.host(), database.port())) {
            run(through(proxy, folder.resolve("first")));
            long bytes = proxy.passed();
            assertEquals(2 * ROWS, rows(folder.resolve("first")));
            for (int cut = 0; cut < CUTS; cut++) {
                Path warehouse = folder.resolve("warehouse-" + cut);
                TcpProxy.Fault fault = TcpProxy.Fault.values()[cut % TcpProxy.Fault.values().length];
                long at = random.nextLong(bytes);
                String what = "seed %d, cut %d: %s at byte %d".formatted(SEED, cut, fault, at);
                proxy.fault(at, fault);
                events.clear();
                try {
                    run(through(proxy, warehouse));
                    whole++;
                } catch (EtlException failed) {
                    refused++;
                    assertEquals(ExitCode.SOURCE_UNAVAILABLE, failed.exitCode(), what);
                    assertEquals(List.of(), parquet(warehouse), what);
                    proxy.disarm();
                    run(through(proxy, warehouse));
                }
                again += retries().size();
                proxy.disarm();
                assertEquals(2 * ROWS, rows(warehouse), what);
                assertEquals(2, parquet(warehouse).size(), what);
                assertTrue(
                        parquet(warehouse).stream().noneMatch(file -> file.startsWith(".")),
                        () -> what + ": staging files are left: " + parquet(warehouse));
            }
        }
        Torture.record(
                "connection-cuts",
                Map.of(
                        "cuts", (long) CUTS,
                        "whole", (long) whole,
                        "refused", (long) refused,
                        "retries", (long) again,
                        "violations", 0L));
    }

    private static long rows(Path warehouse) {
        return DuckDb.file(warehouse + "/*/dt=2026-11-22/*.parquet").stream()
                        .distinct()
                        .count()
                * 2;
    }
}
