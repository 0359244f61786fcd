package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table;
import etl.schemas.Table.FromQuery;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.run.RunSettings.Guards;
import etl.tasks.source.SourceSettings;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a run checks of what it has read.
class GuardsTest extends FaultCase {
    private static final Guards VERIFY = new Guards(true, Optional.empty(), Optional.empty());

    private SourceSettings source() {
        return source(Duration.ofSeconds(5), SourceSettings.DEFAULT_SILENCE_TIMEOUT);
    }

    private static Reading reading(RunSettings settings) {
        return new Reading(
                settings,
                RunId.next(Instant.now()),
                new Retries(Duration.ZERO, event -> {}),
                event -> {},
                new FileNumbers());
    }

    @Test
    void the_server_counts_what_was_read_of_a_transform_its_input() throws InterruptedException {
        database.execute(THINGS);
        database.execute("""
                create table sales (id bigint not null, country text not null, net numeric(12,2) not null);
                insert into sales select n, 'c', n from generate_series(1, 50) as n
                """);
        Task half = new Task.Transform<>(
                "half",
                Table.of(Sale.class, "public", "sales"),
                Priced.class,
                List.of(),
                (sale, lookups) -> sale.id() % 2 == 0 ? new Priced(sale.id(), BigDecimal.ONE) : null);
        RunSettings settings = settings(source(), 2, VERIFY, relation("things"), half);
        Reading.Result read = reading(settings).read();
        assertEquals(Map.of("things", (long) ROWS, "half", 50L), read.counted());
        assertEquals(
                Map.of(),
                reading(settings(source(), 2, Guards.DEFAULT, half)).read().counted());
    }

    @Test
    void a_query_that_gives_other_rows_each_time_is_not_published_when_it_is_verified() {
        database.execute(THINGS);
        Task some = new Task.Relation(
                "things",
                new FromQuery("select id from public.things where random() < 0.5", Optional.empty()),
                List.of(),
                Optional.empty());
        EtlException refused = refused(settings(source(), 1, VERIFY, some));
        assertEquals(ExitCode.SOURCE_CORRUPT, refused.exitCode());
        assertTrue(
                refused.getMessage().matches("things: the server counts \\d+ rows and sent \\d+ under .*"),
                refused.getMessage());
    }

    @Test
    void a_reading_that_takes_longer_than_it_may_is_ended_and_not_tried_again()
            throws InterruptedException, SQLException {
        database.execute(THINGS);
        Guards guards = new Guards(false, Optional.of(Duration.ofSeconds(1)), Optional.empty());
        try (Gate gate = new Gate(database)) {
            EtlException ended =
                    assertThrows(EtlException.class, () -> run(settings(source(), 1, guards, stoppingAt(ROWS / 2))));
            assertEquals(ExitCode.SOURCE_UNAVAILABLE, ended.exitCode());
            assertTrue(ended.getMessage().contains("longer than 1s (--max-snapshot-age)"), ended.getMessage());
            assertEquals(List.of(), retries());
        }
        assertNothingPublished(settings(source(), 1, guards, stoppingAt(0)));
    }

    @Test
    void a_primary_is_never_behind() throws InterruptedException {
        database.execute(THINGS);
        Guards guards = new Guards(false, Optional.empty(), Optional.of(Duration.ZERO));
        RunSettings settings = settings(source(), 1, guards, relation("things"));
        assertEquals(
                Optional.empty(), reading(settings).read().plan().snapshot().replayLag());
    }
}
