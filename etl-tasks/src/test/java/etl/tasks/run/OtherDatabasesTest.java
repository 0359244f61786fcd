package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Partitioning;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunReport.ColumnReport;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.JdbcSettings;
import etl.testkit.DuckDb;
import etl.testkit.TestMariaDb;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs over databases other than Postgres, by their own drivers.
class OtherDatabasesTest {
    @TempDir
    Path folder;

    /// The makes, each with a database that all of its tests share.
    enum Make {
        H2,
        SQLITE,
        MARIADB;

        /// A database of its own for a test, whose writers connect by the same URL.
        String url(Path folder) {
            return switch (this) {
                case H2 -> "jdbc:h2:mem:" + folder.getFileName() + ";DB_CLOSE_DELAY=-1";
                case SQLITE -> "jdbc:sqlite:" + folder.resolve("shop.db");
                case MARIADB -> server().url();
            };
        }

        String user() {
            return this == MARIADB ? server().user() : "sa";
        }

        private static TestMariaDb server() {
            Optional<TestMariaDb> found = TestMariaDb.find();
            assumeTrue(found.isPresent(), TestMariaDb.MISSING);
            return found.orElseThrow();
        }
    }

    /// A column: how it is declared, a value, and what comes of it.
    private record Type(
            String declared,
            String value,
            String glue,
            @Nullable String read) {}

    private static List<Type> types(Make make) {
        return switch (make) {
            case H2 ->
                List.of(
                        new Type("boolean", "true", "boolean", "true"),
                        new Type("tinyint", "-128", "smallint", "-128"),
                        new Type("smallint", "32767", "smallint", "32767"),
                        new Type("integer", "-2147483648", "int", "-2147483648"),
                        new Type("bigint", "9223372036854775807", "bigint", "9223372036854775807"),
                        new Type("real", "1.5", "float", "1.5"),
                        new Type("double precision", "0.1", "double", "0.1"),
                        new Type("numeric(12,2)", "-1234567890.12", "decimal(12,2)", "-1234567890.12"),
                        new Type(
                                "decimal(38,9)",
                                "12345678901234567890123456789.123456789",
                                "decimal(38,9)",
                                "12345678901234567890123456789.123456789"),
                        new Type("char(4)", "'ab'", "string", "ab  "),
                        new Type("varchar(40)", "'grün, 日本'", "string", "grün, 日本"),
                        new Type("clob", "'long'", "string", "long"),
                        new Type("varbinary(10)", "x'00ff'", "binary", "\\x00ff"),
                        new Type("blob", "x'01'", "binary", "\\x01"),
                        new Type("date", "date '2026-02-28'", "date", "2026-02-28"),
                        new Type("time(6)", "time '23:59:59.123456'", "string", "23:59:59.123456"),
                        new Type(
                                "timestamp(6)",
                                "timestamp '2026-03-29 02:30:00.123456'",
                                "timestamp",
                                "2026-03-29 02:30:00.123456"),
                        new Type(
                                "timestamp(6) with time zone",
                                "timestamp with time zone '2026-03-29 02:30:00.5+02:00'",
                                "timestamp",
                                "2026-03-29 00:30:00.5+00"),
                        new Type(
                                "time with time zone",
                                "time with time zone '10:00:00+05:30'",
                                "string",
                                "10:00:00+05:30"),
                        new Type(
                                "uuid",
                                "'0f7a1c3e-0000-4000-8000-00000000abcd'",
                                "string",
                                "0f7a1c3e-0000-4000-8000-00000000abcd"),
                        new Type("json", "json '{\"a\": 1}'", "string", "{\"a\":1}"),
                        new Type("integer array", "array[1, 2]", "string", "[1, 2]"),
                        new Type("interval day", "interval '3' day", "string", "INTERVAL '3' DAY"));
            case SQLITE ->
                List.of(
                        new Type("boolean", "1", "boolean", "true"),
                        new Type("integer", "9223372036854775807", "bigint", "9223372036854775807"),
                        new Type("tinyint", "-1", "bigint", "-1"),
                        new Type("real", "0.1", "double", "0.1"),
                        new Type("decimal(10,2)", "12345678.25", "decimal(10,2)", "12345678.25"),
                        new Type("numeric(6,0)", "42", "decimal(6,0)", "42"),
                        new Type("text", "'grün, 日本'", "string", "grün, 日本"),
                        new Type("varchar(3)", "'longer'", "string", "longer"),
                        new Type("blob", "x'00ff'", "binary", "\\x00ff"),
                        new Type("date", "'2026-02-28'", "date", "2026-02-28"),
                        new Type("time", "'23:59:59.5'", "string", "23:59:59.5"),
                        new Type("datetime", "'2026-03-29 02:30:00.123456'", "timestamp", "2026-03-29 02:30:00.123456"),
                        new Type("timestamp", "'2026-03-29T02:30'", "timestamp", "2026-03-29 02:30:00"),
                        new Type("", "'whatever'", "string", "whatever"),
                        new Type("any", "7", "string", "7"));
            case MARIADB ->
                List.of(
                        new Type("boolean", "5", "smallint", "5"),
                        new Type("tinyint", "-128", "smallint", "-128"),
                        new Type("tinyint unsigned", "255", "smallint", "255"),
                        new Type("smallint unsigned", "65535", "int", "65535"),
                        new Type("int", "-2147483648", "int", "-2147483648"),
                        new Type("int unsigned", "4294967295", "bigint", "4294967295"),
                        new Type("bigint", "-9223372036854775808", "bigint", "-9223372036854775808"),
                        new Type("bigint unsigned", "18446744073709551615", "decimal(20,0)", "18446744073709551615"),
                        new Type("float", "1.5", "float", "1.5"),
                        new Type("double", "0.1", "double", "0.1"),
                        new Type("decimal(12,2)", "-1234567890.12", "decimal(12,2)", "-1234567890.12"),
                        new Type("bit(1)", "b'1'", "boolean", "true"),
                        new Type("bit(12)", "b'100000000001'", "binary", "\\x0801"),
                        new Type("year", "2026", "int", "2026"),
                        new Type("char(4)", "'ab'", "string", "ab"),
                        new Type("varchar(40)", "'grün, 日本'", "string", "grün, 日本"),
                        new Type("longtext", "'long'", "string", "long"),
                        new Type("enum('a','b')", "'b'", "string", "b"),
                        new Type("json", "'{\"a\": 1}'", "string", "{\"a\": 1}"),
                        new Type(
                                "uuid",
                                "'0f7a1c3e-0000-4000-8000-00000000abcd'",
                                "string",
                                "0f7a1c3e-0000-4000-8000-00000000abcd"),
                        new Type("varbinary(10)", "x'00ff'", "binary", "\\x00ff"),
                        new Type("longblob", "x'01'", "binary", "\\x01"),
                        new Type("date", "'2026-02-28'", "date", "2026-02-28"),
                        new Type("time(6)", "'23:59:59.123456'", "string", "23:59:59.123456"),
                        new Type(
                                "datetime(6)",
                                "'2026-03-29 02:30:00.123456'",
                                "timestamp",
                                "2026-03-29 02:30:00.123456"),
                        new Type("timestamp(3)", "'2026-03-29 01:30:00.5'", "timestamp", "2026-03-29 01:30:00.5+00"));
        };
    }

    @ParameterizedTest
    @EnumSource
    void every_type_is_read_as_it_is_and_null_is_null(Make make) throws Exception {
        List<Type> types = types(make);
        List<String> declarations = new ArrayList<>(List.of("id integer not null primary key"));
        for (int i = 0; i < types.size(); i++) {
            declarations.add("c%02d %s%s".formatted(i, types.get(i).declared(), make == Make.MARIADB ? " null" : ""));
        }
        execute(
                make,
                "create table things (" + String.join(", ", declarations) + ")",
                make == Make.MARIADB ? "set time_zone = '+00:00'" : "select 1",
                "insert into things values (1, "
                        + types.stream().map(Type::value).collect(Collectors.joining(", ")) + ")",
                "insert into things values (2" + ", null".repeat(types.size()) + ")");
        RunReport report = run(make, relation("things"));
        List<String> glue =
                report.tasks().get(0).columns().stream().map(ColumnReport::type).toList();
        assertEquals(types.stream().map(Type::glue).toList(), glue.subList(1, glue.size()));
        List<List<@Nullable String>> rows = rows("things");
        assertEquals(
                types.stream().map(Type::read).toList(),
                rows.get(0).subList(1, rows.get(0).size()));
        assertTrue(
                rows.get(1).stream().skip(1).allMatch(value -> value == null),
                rows.get(1).toString());
        assertEquals(2, report.tasks().get(0).rowsRead());
    }

    private record Refused(Make make, String declared, String value, String message) {}

    private static final List<Refused> REFUSED = List.of(
            new Refused(Make.SQLITE, "integer", "'abc'", "the text 'abc' is not an int8, a whole number"),
            new Refused(Make.SQLITE, "integer", "1.5", "1.5 is not an int8"),
            new Refused(Make.SQLITE, "boolean", "2", "2 is not a bool"),
            new Refused(Make.SQLITE, "text", "x'00'", "a value of 1 bytes is not a text"),
            new Refused(Make.SQLITE, "blob", "'text'", "the text 'text' is not a bytea"),
            new Refused(Make.SQLITE, "date", "20260228", "20260228 is not a date such as 2026-11-22"),
            new Refused(Make.SQLITE, "date", "'2026-02-30'", "the text '2026-02-30' is not a date"),
            new Refused(Make.SQLITE, "decimal(4,2)", "123.45", "123.45 does not fit numeric(4,2)"),
            new Refused(Make.SQLITE, "decimal(4,2)", "0.125", "0.125 needs rounding to fit numeric(4,2)"),
            new Refused(
                    Make.H2, "timestamp(9)", "timestamp '2026-01-01 00:00:00.000000001'", "with microseconds at most"),
            new Refused(Make.H2, "date", "date '-0044-03-15'", "is outside of the years 1 to 9999"),
            new Refused(Make.MARIADB, "date", "'0000-00-00'", "the text '0000-00-00' is not a date"),
            new Refused(Make.MARIADB, "time", "'300:00:00'", "the text '300:00:00' is not a time"));

    @Test
    void a_value_that_is_not_of_the_declared_type_is_an_error_that_names_its_row() throws Exception {
        for (Refused one : REFUSED) {
            if (one.make() == Make.MARIADB && TestMariaDb.find().isEmpty()) {
                continue;
            }
            execute(
                    one.make(),
                    "drop table if exists bad",
                    "create table bad (id integer primary key, c " + one.declared() + ")",
                    one.make() == Make.MARIADB ? "set sql_mode = ''" : "select 1",
                    "insert into bad values (7, " + one.value() + ")");
            EtlException refused =
                    assertThrows(EtlException.class, () -> run(one.make(), relation("bad")), one.toString());
            assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode(), one + ": " + refused.getMessage());
            assertTrue(refused.getMessage().startsWith("bad.c: "), refused.getMessage());
            assertTrue(refused.getMessage().contains(one.message()), one + ": " + refused.getMessage());
            assertTrue(refused.getMessage().toLowerCase(Locale.ROOT).contains("(row id=7)"), refused.getMessage());
        }
    }

    record Item(
            int id,
            String name,
            @Nullable @Decimal(precision = 12, scale = 2) BigDecimal price) {}

    record Line(int id, String label) {}

    @ParameterizedTest
    @EnumSource
    void a_typed_task_reads_its_columns_by_name_under_one_snapshot_whoever_writes(Make make) throws Exception {
        String id = make == Make.SQLITE ? "id integer" : "id int";
        execute(
                make,
                "create table items (" + id
                        + " not null primary key, extra varchar(9), name varchar(40) not null, price decimal(12,2))",
                "create table other (id int)",
                "insert into items values (1, 'x', 'one', 1.25)",
                "insert into items values (2, 'x', 'two', null)",
                "insert into other values (1)");
        Task typed = make == Make.SQLITE
                ? new Task.Transform<>(
                        "lines",
                        Table.of(LongItem.class, "public", "items"),
                        Line.class,
                        List.of(),
                        (item, lookups) -> new Line((int) item.id(), item.name() + " " + item.price()))
                : new Task.Transform<>(
                        "lines",
                        Table.of(Item.class, "public", "items"),
                        Line.class,
                        List.of(),
                        (item, lookups) -> new Line(item.id(), item.name() + " " + item.price()));
        boolean mayWrite = make != Make.SQLITE;
        RunReport report = new Run(settings(make, typed, relation("other")), event -> {
                    if (event instanceof RunEvent.Planned && mayWrite) {
                        execute(
                                make,
                                "insert into items values (3, 'x', 'late', 1)",
                                "update items set name = 'changed'",
                                "insert into other values (2)");
                    }
                })
                .execute();
        assertEquals(List.of(List.of("1", "one 1.25"), List.of("2", "two null")), rows("lines"));
        assertEquals(List.of(List.of("1")), rows("other"));
        RunPlan.SnapshotInfo snapshot = report.snapshot().orElseThrow();
        assertEquals(
                switch (make) {
                    case H2 -> "snapshot";
                    case SQLITE -> "serializable";
                    case MARIADB -> "repeatable read";
                },
                snapshot.id());
        assertTrue(
                snapshot.server()
                        .toLowerCase(Locale.ROOT)
                        .startsWith(make.name().toLowerCase(Locale.ROOT)),
                snapshot.server());
    }

    record LongItem(
            long id,
            String name,
            @Nullable @Decimal(precision = 12, scale = 2) BigDecimal price) {}

    @Test
    void names_in_any_case_conditions_and_queries_are_read() throws Exception {
        for (Make make : Make.values()) {
            if (make == Make.MARIADB && TestMariaDb.find().isEmpty()) {
                continue;
            }
            String quote = make == Make.MARIADB ? "`" : "\"";
            String odd = quote + "Odd " + "name" + quote;
            execute(
                    make,
                    "create table " + odd + " (id int, " + quote + "Of Day" + quote + " varchar(9))",
                    "insert into " + odd + " values (1, 'a'), (2, 'b'), (3, 'c')");
            Task odds = new Task.Relation(
                    "odds_" + make.name().toLowerCase(Locale.ROOT),
                    new FromRelation("public", "Odd name"),
                    List.of("of day", "ID"),
                    Optional.of("id > 1 -- and no more"));
            Task counts = new Task.Relation(
                    "counts_" + make.name().toLowerCase(Locale.ROOT),
                    new Table.FromQuery("select count(*) as n from " + odd, Optional.empty()),
                    List.of(),
                    Optional.empty());
            run(make, odds, counts);
            assertEquals(List.of(List.of("b", "2"), List.of("c", "3")), rows(odds.name()));
            assertEquals(List.of(List.of("3")), rows(counts.name()));
            execute(make, "drop table " + odd);
        }
    }

    private record Mistake(String what, Task task, String message) {}

    @Test
    void every_mistake_is_one_message() throws Exception {
        execute(Make.H2, "create table items (id int, name varchar(40), amount numeric)");
        FromRelation items = new FromRelation("public", "items");
        for (Mistake mistake : List.of(
                new Mistake("table", relation("itens"), "There is no relation public.itens in jdbc:h2:"),
                new Mistake(
                        "column",
                        new Task.Relation("items", items, List.of("nane"), Optional.empty()),
                        "there is no column 'nane'. Did you mean 'name'?"),
                new Mistake(
                        "component", new Task.Extract<>(Table.of(Item.class, "public", "items")), "price: the record"),
                new Mistake("digits", relation("items"), "items.amount"),
                new Mistake(
                        "condition",
                        new Task.Relation("items", items, List.of("id"), Optional.of("id = 1) or (1 = 1")),
                        "the condition (id = 1) or (1 = 1)"),
                new Mistake(
                        "partitions",
                        relation("items")
                                .with(TaskOptions.DEFAULT.partitionedBy(new Partitioning(
                                        true,
                                        List.of(new Partitioning.Key("name", Partitioning.Unit.VALUE)),
                                        java.time.ZoneOffset.UTC))),
                        "is for Postgres"))) {
            EtlException refused = assertThrows(EtlException.class, () -> run(Make.H2, mistake.task()), mistake.what());
            assertTrue(refused.getMessage().contains(mistake.message()), refused.getMessage());
            assertEquals(
                    1,
                    refused.getMessage()
                            .lines()
                            .filter(line -> !line.contains("id:") && !line.contains("name:"))
                            .count(),
                    refused.getMessage());
        }
    }

    private record Unopened(String url, ExitCode code, String message) {}

    @Test
    void what_cannot_be_opened_says_why_and_makes_no_database() {
        for (Unopened one : List.of(
                new Unopened(
                        "jdbc:oracle:thin:@db:1521/shop",
                        ExitCode.USAGE,
                        "no JDBC driver takes this URL. Put the driver's jar into the folder lib/"),
                new Unopened("jdbc:sqlite:" + folder.resolve("absent.db"), ExitCode.USAGE, "can't be opened"),
                new Unopened("jdbc:h2:" + folder.resolve("absent"), ExitCode.USAGE, "can't be opened"),
                new Unopened("jdbc:mariadb://127.0.0.1:1/shop", ExitCode.SOURCE_UNAVAILABLE, "can't be reached"))) {
            EtlException refused = assertThrows(
                    EtlException.class,
                    () -> new Run(settings(one.url(), "sa", relation("items")), event -> {}).plan());
            assertEquals(one.code(), refused.exitCode(), refused.getMessage());
            assertTrue(refused.getMessage().contains(one.message()), refused.getMessage());
            assertTrue(refused.getMessage().startsWith(one.url()), refused.getMessage());
        }
        assertTrue(Files.notExists(folder.resolve("absent.db")));
    }

    private static Task relation(String name) {
        return new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty());
    }

    private void execute(Make make, String... statements) {
        try (Connection connection = DriverManager.getConnection(make.url(folder), make.user(), "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (sql.startsWith("create table ") && make == Make.MARIADB) {
                    statement.execute(sql.replaceFirst("create table ([^(]+) \\(.*", "drop table if exists $1"));
                }
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private RunReport run(Make make, Task... tasks) throws InterruptedException {
        return new Run(settings(make, tasks), event -> {}).execute();
    }

    private RunSettings settings(Make make, Task... tasks) {
        return settings(make.url(folder), make.user(), tasks);
    }

    private RunSettings settings(String url, String user, Task... tasks) {
        return new RunSettings(
                JdbcSettings.of(url, Optional.of(user), () -> ""),
                List.of(tasks),
                LocalDate.of(2026, 11, 22),
                new LocalDestination(folder.resolve("warehouse")),
                new NoCatalog(),
                2,
                Reader.COPY,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeOptions.DEFAULT.withTimestamps(TimestampUnit.MICROS),
                1L << 30);
    }

    private List<List<@Nullable String>> rows(String table) {
        return DuckDb.rows(
                "select * from read_parquet('%s/%s/dt=2026-11-22/*.parquet', hive_partitioning = false) order by 1"
                        .formatted(folder.resolve("warehouse"), table));
    }
}
