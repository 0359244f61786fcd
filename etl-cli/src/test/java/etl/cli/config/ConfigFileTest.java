package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {
    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("""
                        workers: 4
                        parquet:
                          compresion: zstd
                        """, "etl.yaml:3: unknown key 'compresion' in parquet. Did you mean 'compression'?"),
                Arguments.of("wrokers: 4", "etl.yaml:1: unknown key 'wrokers'. Did you mean 'workers'?"),
                Arguments.of(
                        "compression: zstd",
                        "etl.yaml:1: unknown key 'compression'. Known are aws, catalog, control, destination, files, guards, log-format, on-drift, parquet, partition-time-zone, publish, reader, "
                                + "samples, schedule, source, sources, tasks, termination-message, time-zone, types, workers. 'compression' belongs in the section 'parquet'."),
                Arguments.of(
                        "a: b: c",
                        "etl.yaml:1: this is not YAML: mapping values are not allowed here."
                                + " Check this line and the one above: indentation, colons, quotes."),
                Arguments.of(
                        """
                        parquet:
                          compression: zstd
                         row-group: 1MiB
                        """,
                        "etl.yaml:3: this is not YAML: expected <block end>, but found '<block mapping start>'."
                                + " Check this line and the one above: indentation, colons, quotes."),
                Arguments.of(
                        "- workers",
                        "etl.yaml:1: expected keys and values, such as 'destination: s3://bucket/prefix/'"),
                Arguments.of("workers:", "etl.yaml:1: workers has no value: expected a whole number from 1 to 64."),
                Arguments.of(
                        "workers: [1, 2]", "etl.yaml:1: workers: expected a whole number from 1 to 64, not a list."),
                Arguments.of(
                        "workers: {a: 1}",
                        "etl.yaml:1: workers: expected a whole number from 1 to 64, not keys and values."),
                Arguments.of(
                        "parquet: zstd",
                        "etl.yaml:1: parquet is a section: expected its keys, one a line and indented."
                                + " Known are compression, row-group, target-file."),
                Arguments.of("""
                        workers: 1
                        samples: true
                        workers: 2
                        """, "etl.yaml:3: 'workers' is there already, in line 1. Keep one of the two."),
                Arguments.of(
                        """
                        source:
                          ca: a.pem
                          sslrootcert: b.pem
                        """,
                        "etl.yaml:3: source.sslrootcert is set a second time, under another name. Keep one of the two."),
                Arguments.of(
                        "tasks: [orders]",
                        "etl.yaml:1: tasks: expected the tasks' names, each with its keys, not a list."),
                Arguments.of(
                        """
                        tasks:
                          events: public.events
                        """,
                        "etl.yaml:2: tasks.events: expected keys such as 'table: public.orders', not a single value."),
                Arguments.of(
                        """
                        tasks:
                          events:
                            table: public.events
                            filter: kind = 1
                        """,
                        "etl.yaml:4: unknown key 'filter' in tasks.events. Known are columns, incremental, keep, partition-by, query, source, table, where."),
                Arguments.of("""
                        tasks:
                          Events: {table: public.events}
                        """, "etl.yaml:2: tasks.Events: a task's name is made of a-z, 0-9 and _. Try 'events'."),
                Arguments.of(
                        """
                        tasks:
                          events: {where: id > 3}
                        """,
                        "etl.yaml:2: tasks.events has neither a table nor a query. Add one, such as 'table: public.events'."),
                Arguments.of("""
                        tasks:
                          events: {table: a.b, query: select 1}
                        """, "etl.yaml:2: tasks.events has a table and a query. Keep one of the two."),
                Arguments.of("""
                        tasks:
                          events: {query: select 1, columns: [id]}
                        """, "etl.yaml:2: tasks.events: a query selects its own columns. Remove 'columns'."),
                Arguments.of(
                        """
                        tasks:
                          events: {table: a.b.c}
                        """,
                        "etl.yaml:2: tasks.events.table: 'a.b.c' is no table's name."
                                + " Write SCHEMA.TABLE, such as public.orders or sales.\"Order Items\"."),
                Arguments.of("""
                        tasks:
                          events: {table: a.b, columns: id}
                        """, "etl.yaml:2: tasks.events.columns: expected a list such as [id, created_at]."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_with_its_line_and_what_to_do(String yaml, String message) {
        EtlException e = assertThrows(EtlException.class, () -> ConfigFile.parse(yaml, "etl.yaml"));

        assertEquals(message, e.getMessage());
        assertEquals(ExitCode.USAGE, e.exitCode());
    }

    @Test
    void all_mistakes_are_told_at_once() {
        EtlException e = assertThrows(EtlException.class, () -> ConfigFile.parse("""
                        wrokers: 4
                        parquet:
                          compresion: zstd
                        tasks:
                          Events: {table: public.events}
                        """, "etl.yaml"));

        assertEquals(3, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void tasks_are_declared_without_java() {
        ConfigFile file = ConfigFile.parse("""
                tasks:
                  events:
                    table: '"Sales".events'
                    columns: [id, Kind]
                    where: kind <> 'debug'
                  kinds:
                    query: select distinct kind from public.events
                """, "etl.yaml");

        assertEquals(
                List.of(
                        new Task.Relation(
                                "events",
                                new FromRelation("Sales", "events"),
                                List.of("id", "Kind"),
                                Optional.of("kind <> 'debug'")),
                        new Task.Relation(
                                "kinds",
                                new FromQuery("select distinct kind from public.events", Optional.empty()),
                                List.of(),
                                Optional.empty())),
                file.tasks().stream().map(DeclaredTask::task).toList());
        assertEquals("etl.yaml:6", file.tasks().get(1).origin().text());
    }

    @Test
    void an_empty_file_sets_nothing() {
        for (String yaml : List.of("", "# nothing\n", "parquet:\n", "---\n", "tasks:\n")) {
            assertEquals(ConfigFile.EMPTY, ConfigFile.parse(yaml, "etl.yaml"), yaml);
        }
    }

    @Test
    void the_catalog_may_be_one_word() {
        ConfigFile file = ConfigFile.parse("catalog: none", "etl.yaml");

        assertEquals("none", file.values().get(Settings.CATALOG_MODE).value());
    }

    @Test
    void properties_of_the_driver_are_keys_and_values() {
        ConfigFile file = ConfigFile.parse("""
                source:
                  properties: {channelBinding: require, receiveBufferSize: 65536}
                """, "etl.yaml");

        assertEquals(
                new DriverProperties(java.util.Map.of("channelBinding", "require", "receiveBufferSize", "65536")),
                SettingValues.resolve(java.util.Map.of(), java.util.Map.of(), file)
                        .get(Settings.SOURCE_PROPERTIES));
    }

    @Test
    void a_file_that_is_not_there_is_named(@TempDir Path folder) {
        Problems problems = new Problems();
        ConfigFile.read(folder.resolve("prod.yaml"), "prod.yaml", problems);
        EtlException e = assertThrows(EtlException.class, problems::throwIfAny);

        assertTrue(e.getMessage().startsWith("The configuration prod.yaml doesn't exist."), e.getMessage());
    }
}
