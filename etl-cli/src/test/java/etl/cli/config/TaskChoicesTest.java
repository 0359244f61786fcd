package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Increment;
import etl.tasks.Keep;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskChoicesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dt                                  | dt
            none                                | none
            country                             | country
            day(created_at)                     | day(created_at)
            day( "Created At" )                 | day(Created At)
            '"none"'                            | none
            [dt, day(created_at)]               | dt, day(created_at)
            [month(a), year(b), "Land"]         | month(a), year(b), Land
            """)
    void keys_are_read_as_they_are_declared(String yaml, String printed) throws IOException {
        assertEquals(printed, options("partition-by: " + yaml).partitioning().toString());
    }

    @Test
    void everything_that_is_chosen_for_a_task_reaches_it() throws IOException {
        assertEquals(
                new TaskOptions(
                        Optional.of("archive"),
                        new Partitioning(
                                true,
                                List.of(
                                        new Partitioning.Key("created_at", Unit.DAY),
                                        new Partitioning.Key("Land", Unit.VALUE)),
                                ZoneId.of("Europe/Berlin")),
                        Optional.of(new Keep.Days(90)),
                        Optional.of(new Increment("updated_at", Duration.ofMinutes(1), Increment.Mode.APPEND)
                                .in(ZoneId.of("UTC")))),
                configuration("""
                        partition-time-zone: Europe/Berlin
                        sources: {archive: {url: "postgresql://reader@db/archive"}}
                        tasks:
                          events:
                            table: public.events
                            source: archive
                            partition-by: [dt, day(created_at), Land]
                            keep: 90d
                            incremental: {column: updated_at, lag: 1m, mode: append, time-zone: UTC}
                        """).registry().all().getFirst().options());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            partition-by: []                    | partition-by: the list is empty. Write none for a table without partitions.
            partition-by: [none, dt]            | partition-by: none stands alone. Remove it, or the other keys.
            partition-by: [a, dt]               | partition-by: dt comes first. Move it.
            partition-by: hour(a)               | partition-by: 'hour' is not known. Known are day, month, year.
            partition-by: years(a)              | partition-by: 'years' is not known. Did you mean 'year'?
            partition-by: day()                 | partition-by: 'day()' names no column. Write day(COLUMN).
            partition-by: day(a                 | partition-by: 'day(a': expected dt, none, a column's name, day(COLUMN), month(COLUMN) or year(COLUMN).
            partition-by: {a: b}                | partition-by: expected dt, none, a column's name, day(COLUMN), month(COLUMN) or year(COLUMN), not keys and values.
            partition-by: [dt, dt]              | partition-by: dt is there twice. Remove one.
            partition-by: [day(a), day(a)]      | partition-by has day(a) twice. Remove one.
            partition-by: [day(a), a_day]       | partition-by (day(a), a_day): two of its keys are named a_day at the destination. Leave one out, or select its column under another name in a query.
            partition-by: [dt, '"dt"']          | partition-by (dt, dt): two of its keys are named dt at the destination. Leave one out, or select its column under another name in a query.
            keep: 0                             | keep: '0': expected how many dates to keep, such as 1, or how many days, such as 90d.
            keep: 2w                            | keep: '2w': expected how many dates to keep, such as 1, or how many days, such as 90d.
            {partition-by: day(a), keep: 1}     | keep takes older run dates away, and partition-by (day(a)) has no dt. Add dt to partition-by, or remove keep.
            incremental: a                      | incremental: expected keys such as {column: updated_at, lag: 5m, mode: append}, not a single value.
            incremental: {column: a}            | incremental has no mode. Write {column: updated_at, lag: 5m, mode: append} or mode: upsert-partitions.
            incremental: {mode: append}         | incremental has no column. Write {column: updated_at, lag: 5m, mode: append} or mode: upsert-partitions.
            incremental: {column: a, mode: upsert} | incremental.mode: 'upsert' is not one of append or upsert-partitions. Did you mean 'upsert-partitions'?
            incremental: {column: a, mode: append, lag: 5} | incremental.lag: '5' has no unit. Write a number and ms, s, m, h or d, such as 30s or 1h30m.
            incremental: {column: a, mode: append, time-zone: Zurich} | incremental.time-zone: 'Zurich' is not a time zone. Did you mean 'Europe/Zurich'? Write it as the time zone database does, such as Europe/Berlin.
            incremental: {column: a, mode: append, lags: 5m} | unknown key 'lags'. Did you mean 'lag'?
            {partition-by: none, incremental: {column: a, mode: append}} | incremental: append publishes what is new under the run's date, and partition-by (none) has no dt. Add dt to partition-by, or use the mode upsert-partitions.
            incremental: {column: a, mode: upsert-partitions} | incremental: upsert-partitions replaces the partitions that rows have changed in, whatever the run's date, and partition-by (dt) has dt. Remove dt, or use the mode append.
            {partition-by: none, incremental: {column: a, mode: upsert-partitions}} | incremental: upsert-partitions replaces the partitions that rows have changed in, and partition-by is none. Name a column, such as partition-by: day(a).
            """)
    void what_does_not_go_together_is_one_message(String keys, String message) {
        EtlException refused = assertThrows(EtlException.class, () -> options(keys));

        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        // Where it is, and of an unknown key in which section.
        String said = refused.getMessage()
                .replaceFirst("^etl.yaml:\\d+: (tasks\\.events[.:] ?)?", "")
                .replace(" in tasks.events.incremental.", ".");
        assertEquals(message, said);
    }

    @Test
    void a_sample_task_keeps_what_is_not_chosen_and_the_samples_stay() throws IOException {
        Configuration configuration = configuration("""
                tasks:
                  orders: {partition-by: day(created_at)}
                """);

        List<Task> tasks = configuration.registry().all();
        assertTrue(
                tasks.stream()
                        .anyMatch(task ->
                                task.name().equals("users") && task.options().equals(TaskOptions.DEFAULT)),
                tasks.toString());
        TaskOptions options = tasks.stream()
                .filter(task -> task.name().equals("orders"))
                .findFirst()
                .orElseThrow()
                .options();
        assertEquals("day(created_at)", options.partitioning().toString());
    }

    @Test
    void choices_for_a_task_that_is_not_there_are_refused() throws IOException {
        Configuration configuration = configuration("""
                tasks:
                  ordres: {keep: 1}
                """);

        EtlException refused = assertThrows(EtlException.class, configuration::registry);
        assertEquals(
                "etl.yaml:2: tasks.ordres has neither a table nor a query, and no task of a jar has that name. Did you mean 'orders'? Add a table, such as 'table: public.ordres'.",
                refused.getMessage());
    }

    @Test
    void what_is_chosen_for_a_task_of_a_jar_is_checked_with_what_the_jar_says() throws IOException {
        Configuration configuration = configuration("""
                tasks:
                  orders: {incremental: {column: created_at, mode: upsert-partitions}}
                """);

        EtlException refused = assertThrows(EtlException.class, configuration::registry);
        assertTrue(refused.getMessage().startsWith("orders: incremental: upsert-partitions"), refused.getMessage());
    }

    private TaskOptions options(String keys) throws IOException {
        String task = keys.startsWith("{")
                ? keys.substring(1, keys.length() - 1).replace("), ", ")\n    ").replace("none, ", "none\n    ")
                : keys;
        return configuration("tasks:\n  events:\n    table: a.b\n    " + task + "\n")
                .registry()
                .all()
                .getFirst()
                .options();
    }

    private Configuration configuration(String yaml) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), yaml);
        return Configuration.load(Optional.empty(), Map.of(), Map.of(), folder, folder);
    }
}
