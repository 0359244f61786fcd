package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.TypeChoices.ColumnChoice;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunReport.ColumnReport;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.run.TypeSettings;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Choices for single columns: what becomes of them, where they hold, and those that can't be.
class ColumnChoicesTest {
    private TestDatabase database;

    @TempDir
    Path folder;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static ColumnChoice as(Representation representation) {
        return new ColumnChoice(Optional.of(representation), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// @param expression what the file holds, in SQL; text where it has no type of its own
    private record As(String column, Representation representation, String glue, String expression) {}

    static Stream<As> representations() {
        Representation decimal = new AsDecimal(12, 3);
        Representation number = new Representation.AsDouble();
        Representation text = new Representation.AsText();
        return Stream.of(
                new As("open", decimal, "decimal(12,3)", "open::numeric(12,3)"),
                new As("open", number, "double", "open::float8"),
                new As("open", text, "string", "open::text"),
                new As("price", decimal, "decimal(12,3)", "price::numeric(12,3)"),
                new As("price", number, "double", "price::float8"),
                new As("prices", decimal, "array<decimal(12,3)>", "prices::numeric(12,3)[]"),
                new As("prices", number, "array<double>", "prices::float8[]"),
                new As("prices", text, "string", "prices::text"),
                new As(
                        "priced",
                        decimal,
                        "struct<name:string,low:decimal(12,3),highs:array<decimal(12,3)>>",
                        "('(a,0.500,\"{1.500,2.000}\")')"),
                new As(
                        "priced",
                        number,
                        "struct<name:string,low:double,highs:array<double>>",
                        "('(a,0.5,\"{1.5,2}\")')"),
                new As("priced", text, "string", "priced::text"),
                new As("counts", text, "string", "counts::text"),
                new As("host", text, "string", "host::text"),
                new As("document", text, "string", "document::text"));
    }

    @ParameterizedTest
    @MethodSource("representations")
    void a_column_is_written_as_was_chosen(As as) throws Exception {
        database.execute("drop table if exists chosen; drop type if exists priced;"
                + " create type priced as (name text, low numeric(5,1), highs numeric[]);"
                + " create table chosen (open numeric, price numeric(9,2), prices numeric[], priced priced, counts int[],"
                + " host inet, document jsonb);"
                + " insert into chosen values (1.5, 2.25, '{1.5,NULL,2}', '(a,0.5,\"{1.5,2}\")', '{1,2}', '10.0.0.1',"
                + " '{\"a\": 1}')");
        Task task =
                new Task.Relation("chosen", new FromRelation("public", "chosen"), List.of(as.column), Optional.empty());
        RunReport report = TypeRuns.run(
                database,
                Reading.RELATION,
                new TypeSettings(TypeOptions.DEFAULT, Map.of("chosen", Map.of(as.column, as(as.representation)))),
                List.of(task),
                folder);

        assertEquals(as.glue, report.tasks().getFirst().columns().getFirst().type());
        assertEquals(
                database.rows("select " + as.expression + " from chosen"), DuckDb.file(folder + "/chosen/*/*.parquet"));
    }

    private static ColumnChoice onSpecial(OnSpecial policy) {
        return new ColumnChoice(Optional.empty(), Optional.empty(), Optional.of(policy), Optional.empty());
    }

    private static Task relation(String name) {
        return new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty());
    }

    private RunReport run(TypeSettings types, Task... tasks) throws InterruptedException {
        return TypeRuns.run(database, Reading.RECORD_BY_COPY, types, List.of(tasks), folder.resolve("warehouse"));
    }

    private void assertRefused(ExitCode code, String message, TypeSettings types, Task... tasks) {
        EtlException refused = assertThrows(EtlException.class, () -> run(types, tasks));
        assertEquals(message, refused.getMessage());
        assertEquals(code, refused.exitCode());
        assertFalse(Files.exists(folder.resolve("warehouse")), "something was left behind");
    }

    private List<List<@Nullable String>> published(String table) {
        return DuckDb.file(folder + "/warehouse/" + table + "/*/*.parquet");
    }

    private static final String ORDERS = """
            create table orders (id int primary key, amount numeric(9,2) not null, placed_at timestamptz not null, code char(4) not null,
              total numeric, parts numeric[]);
            insert into orders values (1, 1.5, '2026-01-01 00:00:00.000001+00', 'ab', 2, '{3}')
            """;

    private record Order(
            int id, @Decimal(precision = 9, scale = 2) BigDecimal amount, Instant placedAt) {}

    private static final Task ORDER = new Task.Extract<>(Table.of(Order.class, "public", "orders"));

    private static TypeSettings of(TypeOptions all, String column, ColumnChoice choice) {
        return new TypeSettings(all, Map.of("orders", Map.of(column, choice)));
    }

    @Test
    void every_column_that_is_open_and_every_choice_for_none_is_told_at_once() {
        database.execute(ORDERS);
        assertRefused(
                ExitCode.USAGE,
                """
                types.columns.orders.amuont: orders has no such column. Did you mean 'amount'? It has id, amount, placed_at, code, total, parts.
                orders.total: numeric has no precision here, and a decimal column needs one. Set types.columns.orders.total: decimal(38,9), string or double. types.numeric decides for all such columns, a cast in a query for one.
                orders.parts: numeric has no precision here, and a decimal column needs one. Set types.columns.orders.parts: decimal(38,9), string or double. types.numeric decides for all such columns, a cast in a query for one.""",
                of(TypeOptions.DEFAULT, "amuont", as(new Representation.AsText())),
                relation("orders"));
    }

    @Test
    void a_record_declares_its_types_itself() {
        database.execute(ORDERS);
        assertRefused(
                ExitCode.USAGE,
                "orders.Order.amount: the record declares its type. Change the component, and take the type out of"
                        + " types.columns.orders.amount.",
                of(TypeOptions.DEFAULT, "amount", as(new AsDecimal(12, 3))),
                ORDER);
        assertRefused(
                ExitCode.USAGE,
                "types.columns.orders.code: orders has no such column. It has id, amount, placed_at.",
                of(TypeOptions.DEFAULT, "code", onSpecial(OnSpecial.NULL)),
                ORDER);
    }

    @Test
    void null_for_a_component_that_cannot_be_null_is_refused_before_the_run() {
        database.execute(ORDERS);
        assertRefused(
                ExitCode.USAGE,
                "types.columns.orders.placed_at.on-special: null needs a component that may be null. Mark it @Nullable in the"
                        + " record of orders, or choose fail or clamp.",
                of(TypeOptions.DEFAULT, "placed_at", onSpecial(OnSpecial.NULL)),
                ORDER);
    }

    @Test
    void null_for_all_columns_is_no_choice_for_a_component_that_cannot_be_null() throws InterruptedException {
        database.execute(ORDERS);
        run(TypeSettings.of(TypeOptions.DEFAULT.withOnSpecial(OnSpecial.NULL)), ORDER);
        database.execute("update orders set placed_at = 'infinity'");
        EtlException refused = assertThrows(
                EtlException.class,
                () -> run(TypeSettings.of(TypeOptions.DEFAULT.withOnSpecial(OnSpecial.NULL)), ORDER));
        assertEquals(
                "orders.placed_at: infinity is outside of the years 1 to 9999, which is what a timestamptz has at the"
                        + " destination (row id=1). Set types.columns.orders.placed_at.on-special: null or clamp (null needs a component"
                        + " marked @Nullable).",
                refused.getMessage());
    }

    @Test
    void a_number_beyond_a_records_digits_is_told_with_those_to_declare() {
        database.execute(
                "create table orders (id int primary key, amount numeric not null); insert into orders values (77, 12345678.901)");
        record Undecided(
                int id, @Decimal(precision = 9, scale = 2) BigDecimal amount) {}
        assertRefused(
                ExitCode.VALUE_NOT_REPRESENTABLE,
                "orders.amount: 12345678.901 does not fit numeric(9,2) (row id=77). Declare @Decimal(precision = 11, scale = 3)"
                        + " BigDecimal, or set types.columns.orders.amount.on-special: null or clamp (null needs a component marked"
                        + " @Nullable).",
                TypeSettings.of(TypeOptions.DEFAULT),
                new Task.Extract<>(Table.of(Undecided.class, "public", "orders")));
    }

    @Test
    void a_number_that_no_component_decides_about_is_told_as_what_to_declare() {
        database.execute("create table orders (id int, amount numeric)");
        record Whole(@Nullable Integer id, @Nullable Long amount) {}
        EtlException refused = assertThrows(
                EtlException.class,
                () -> run(
                        TypeSettings.of(TypeOptions.DEFAULT),
                        new Task.Extract<>(Table.of(Whole.class, "public", "orders"))));
        assertTrue(
                refused.getMessage()
                        .endsWith(
                                "declare the component as @Decimal(precision = 38, scale = 9) BigDecimal, or cast it in a"
                                        + " query: amount::int8"),
                refused.getMessage());
    }

    @Test
    void a_decimal_of_what_holds_no_number_is_refused() {
        database.execute(ORDERS);
        assertRefused(
                ExitCode.USAGE,
                "orders.placed_at: only a numeric becomes a double, and its type is timestamptz. Set"
                        + " types.columns.orders.placed_at: string, or take it out.",
                new TypeSettings(
                        TypeOptions.DEFAULT.withNumeric(new AsDecimal(9, 2)),
                        Map.of("orders", Map.of("placed_at", as(new Representation.AsDouble())))),
                relation("orders"));
    }

    @Test
    void timestamps_and_padding_are_chosen_by_column() throws InterruptedException {
        database.execute(ORDERS);
        ColumnChoice micros = new ColumnChoice(
                Optional.empty(), Optional.of(TimestampUnit.MICROS), Optional.empty(), Optional.empty());
        ColumnChoice trim = new ColumnChoice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true));
        Task task = new Task.Relation(
                "orders", new FromRelation("public", "orders"), List.of("placed_at", "code"), Optional.empty());
        run(new TypeSettings(TypeOptions.DEFAULT, Map.of("orders", Map.of("placed_at", micros, "code", trim))), task);
        assertEquals(List.of(List.of("2026-01-01 00:00:00.000001+00", "ab")), published("orders"));
        RunReport plain =
                TypeRuns.run(database, Reading.RELATION, TypeOptions.DEFAULT, List.of(task), folder.resolve("plain"));
        assertEquals(1, plain.tasks().getFirst().columns().getFirst().truncated());
        assertEquals(
                List.of(List.of("2026-01-01 00:00:00+00", "ab  ")), DuckDb.file(folder + "/plain/orders/*/*.parquet"));
    }

    private record Sale(
            int id,
            @Nullable LocalDate soldOn,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal net,
            String country) {}

    private record Rate(
            String country,
            @Nullable @Decimal(precision = 5, scale = 4) BigDecimal rate) {}

    private record Gross(
            int id,
            @Nullable LocalDate soldOn,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal gross) {}

    private static final Lookup<String, Rate> RATES =
            new Lookup<>(Table.of(Rate.class, "public", "rates"), Rate::country, 10);

    private static final Task SALES = new Task.Transform<>(
            "sales", Table.of(Sale.class, "public", "sold"), Gross.class, List.of(RATES), (sale, lookups) -> {
                Rate rate = lookups.find(RATES, sale.country());
                BigDecimal factor =
                        rate == null || rate.rate() == null ? BigDecimal.ONE : BigDecimal.ONE.add(rate.rate());
                BigDecimal net = sale.net();
                return new Gross(sale.id(), sale.soldOn(), net == null ? null : net.multiply(factor));
            });

    /// What a transform reads, what it looks up and what it makes: each with special values.
    @ParameterizedTest
    @EnumSource(
            value = Reading.class,
            names = {"RECORD_BY_COPY", "RECORD_BY_CURSOR"})
    void a_choice_for_a_transform_holds_in_all_that_it_reads_and_writes_and_all_is_counted(Reading reading)
            throws InterruptedException {
        database.execute("""
                create table sold (id int primary key, sold_on date, net numeric, country text not null);
                create table rates (country text not null, rate numeric);
                insert into sold values (1, '2026-01-01', 1, 'DE'), (2, 'infinity', 'NaN', 'DE'), (3, '-infinity', 1.25, 'CH'),
                  (4, null, 9999999, 'DE'), (5, 'infinity', null, 'DE');
                insert into rates values ('DE', 0.19), ('CH', 'NaN')
                """);
        TypeSettings types = new TypeSettings(
                TypeOptions.DEFAULT,
                Map.of(
                        "sales",
                        Map.of(
                                "sold_on",
                                onSpecial(OnSpecial.CLAMP),
                                "net",
                                onSpecial(OnSpecial.NULL),
                                "rate",
                                onSpecial(OnSpecial.NULL),
                                "gross",
                                onSpecial(OnSpecial.CLAMP))));

        RunReport report = TypeRuns.run(database, reading, types, List.of(SALES), folder.resolve("warehouse"));

        assertEquals(
                List.of(
                        List.of("1", "2026-01-01", "1.19"),
                        Arrays.asList("2", "9999-12-31", null),
                        List.of("3", "0001-01-01", "1.25"),
                        Arrays.asList("4", null, "9999999.99"),
                        Arrays.asList("5", "9999-12-31", null)),
                published("sales"));
        RunReport.TaskReport task = report.tasks().getFirst();
        assertEquals(
                List.of(0L, 3L, 1L),
                task.columns().stream().map(ColumnReport::replaced).toList());
        assertEquals(
                List.of(
                        new InputReport("sold", "net", 1, OnSpecial.NULL),
                        new InputReport("rates", "rate", 1, OnSpecial.NULL)),
                task.inputs());
    }

    @Test
    void a_lookups_special_value_is_told_with_the_key_of_its_column() {
        database.execute("""
                create table sold (id int primary key, sold_on date, net numeric, country text not null);
                create table rates (country text not null, rate numeric);
                insert into rates values ('CH', 'NaN')
                """);
        assertRefused(
                ExitCode.VALUE_NOT_REPRESENTABLE,
                "sales: the lookup rates.rate: NaN is no value of numeric(5,4), which is a decimal at the destination. Set"
                        + " types.columns.sales.rate.on-special: null.",
                TypeSettings.of(TypeOptions.DEFAULT),
                SALES);
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void a_value_longer_than_athena_reads_is_null_where_that_is_chosen(Reading reading) throws InterruptedException {
        database.execute("create table long (id int primary key, name text not null, raw bytea not null);"
                + " insert into long values (1, repeat('x', 33554432), ''), (2, repeat('x', 33554433), ''),"
                + " (3, '', convert_to(repeat('x', 33554433), 'UTF8'))");
        record Long(int id, @Nullable String name, byte @Nullable [] raw) {}
        Task task = reading == Reading.RELATION
                ? relation("long")
                : new Task.Extract<>(Table.of(Long.class, "public", "long"));
        EtlException refused = assertThrows(
                EtlException.class,
                () -> TypeRuns.run(
                        database,
                        reading,
                        new TypeSettings(TypeOptions.DEFAULT, Map.of("long", Map.of("raw", onSpecial(OnSpecial.NULL)))),
                        List.of(task),
                        folder.resolve("refused")));
        assertEquals(
                "long.name: a value of 33554433 bytes is longer than the 33554432 bytes (32 MiB) that Athena reads (row id=2)."
                        + " Set types.columns.long.name.on-special: null. Or shorten it in the task's SQL, or leave the column out.",
                refused.getMessage());

        RunReport report = TypeRuns.run(
                database,
                reading,
                TypeOptions.DEFAULT.withOnSpecial(OnSpecial.NULL),
                List.of(task),
                folder.resolve("warehouse"));

        assertEquals(
                List.of(
                        Arrays.asList("1", "33554432", "0"),
                        Arrays.asList("2", null, "0"),
                        Arrays.asList("3", "0", null)),
                DuckDb.rows("select id, strlen(name), octet_length(raw) from '" + folder
                        + "/warehouse/long/*/*.parquet' order by id"));
        assertEquals(
                List.of(0L, 1L, 1L),
                report.tasks().getFirst().columns().stream()
                        .map(ColumnReport::replaced)
                        .toList());
    }
}
