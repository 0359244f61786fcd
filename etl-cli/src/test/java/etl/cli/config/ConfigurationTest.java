package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    private Path folder;

    private Configuration load(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), yaml);
        return Configuration.load(Optional.empty(), Map.of(), environment, folder, folder);
    }

    private Configuration load(String yaml) throws IOException {
        return load(yaml, Map.of());
    }

    @Test
    void every_problem_of_the_file_and_of_the_variables_is_told_at_once() {
        EtlException e = assertThrows(EtlException.class, () -> load("""
                        wrokers: 4
                        parquet:
                          compression: zst
                        types:
                          target: hive
                          on-special: string
                          columns: {orders.amount: text}
                        """, Map.of("ETL_WORKERS", "many")));

        assertEquals("""
                etl.yaml:1: unknown key 'wrokers'. Did you mean 'workers'?
                etl.yaml:7: types.columns.orders.amount: as: 'text' is not decimal(p,s), string or double. Did you mean 'string'? The other choices are keys below the column: on-special, timestamps, trim.
                ETL_WORKERS: 'many' is not a whole number from 1 to 64.
                etl.yaml:3: parquet.compression: 'zst' is not one of zstd, gzip, snappy, lz4-raw or uncompressed. Did you mean 'zstd'?
                etl.yaml:5: types.target: 'hive' is not one of athena or parquet.
                etl.yaml:6: types.on-special: 'string' for all columns would turn every date, timestamp and decimal into text. It is chosen for single columns: types.columns.TASK.COLUMN: string.""", e.getMessage());
    }

    @Test
    void a_file_that_is_no_yaml_does_not_hide_wrong_variables() {
        EtlException e = assertThrows(EtlException.class, () -> load("a: b: c", Map.of("ETL_WORKERS", "many")));

        assertEquals(2, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void the_mode_direct_needs_a_database_and_no_crawler() throws IOException {
        assertEquals(
                new CatalogConfig.Direct("shop", Duration.ofMinutes(10)),
                load("catalog: {mode: direct, database: shop, deadline: 10m}").catalog());

        Configuration nowhere = load("catalog: {mode: direct}");
        assertEquals(
                "etl.yaml:1: catalog.mode is direct and no database is named. Set catalog.database in etl.yaml, or --catalog-database NAME.",
                assertThrows(EtlException.class, nowhere::catalog).getMessage());
        Configuration both = load("catalog:\n  mode: direct\n  database: shop\n  crawler: nightly\n");
        assertEquals(
                "etl.yaml:2: catalog.mode is direct, and etl.yaml:4 names the crawler nightly. Keep one of the two.",
                assertThrows(EtlException.class, both::catalog).getMessage());
    }

    @Test
    void types_are_chosen_for_all_columns() throws IOException {
        assertEquals(TypeOptions.DEFAULT, load("").types());
        assertEquals(
                new TypeOptions(
                        Target.PARQUET,
                        TimestampUnit.MICROS,
                        Optional.of(new AsDecimal(38, 9)),
                        Optional.empty(),
                        OnSpecial.NULL,
                        true),
                load("types: {target: parquet, numeric: decimal(38,9), on-special: null, trim: true}")
                        .types());
        assertEquals(OnSpecial.NULL, load("types: {on-special: ~}").types().onSpecial());
    }

    @Test
    void timestamps_keep_what_the_readers_of_the_target_know_unless_said_otherwise() throws IOException {
        assertEquals(TimestampUnit.MILLIS, load("types.target: athena").types().timestamps());
        assertEquals(
                "etl.yaml:1",
                load("types.target: parquet").timestamps().origin().text());
        assertEquals(
                TimestampUnit.MILLIS,
                load("types: {target: parquet, timestamps: millis}").types().timestamps());
    }

    private static Task table(String name) {
        return new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty());
    }

    private static final String CHOICES = """
            tasks:
              orders: {table: public.orders}
              users: {table: public.users}
            types:
              columns: {%s.at: string}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"orders", "users"})
    void a_choice_for_a_task_of_another_run_is_no_mistake(String name) throws IOException {
        assertEquals(
                1,
                load(CHOICES.formatted(name))
                        .types(List.of(table("orders")))
                        .columns()
                        .size());
    }

    @Test
    void a_choice_for_a_task_that_nobody_knows_is_a_mistake() throws IOException {
        Configuration typo = load(CHOICES.formatted("ordres"));
        Configuration unknown = load(CHOICES.formatted("invoices"));

        EtlException near = assertThrows(EtlException.class, () -> typo.types(List.of(table("orders"))));
        assertEquals(
                "etl.yaml:5: types.columns.ordres: no task is named 'ordres'. Did you mean 'orders'?"
                        + " If other runs name that table (--table), declare it as a task.",
                near.getMessage());
        assertThrows(EtlException.class, () -> unknown.types(List.of(table("orders"))));
    }

    @Test
    void a_run_that_names_tables_takes_an_unknown_name_for_that_of_another_table() throws IOException {
        List<Task> run = List.of(table("fruit"));

        assertEquals(1, load(CHOICES.formatted("invoices")).types(run).columns().size());
        Configuration typo = load(CHOICES.formatted("friut"));
        assertThrows(EtlException.class, () -> typo.types(run));
    }
}
