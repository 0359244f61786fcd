package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import etl.parquet.RowShape;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunSettings;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Databases;
import etl.tasks.types.Coverage.Cell;
import etl.tasks.types.TypeTable.Special;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every value of [TypeValues] through whole runs: in the files it is what the server prints, however it was read.
class TypeValuesTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 22);
    private static final int SHOWN_DIFFERENCES = 20;

    private static TestDatabase database;
    private static List<TypeTable> tables;

    @TempDir
    Path folder;

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        database.execute(TypeValues.SETUP);
        tables = TypeValues.groups().stream().map(TypeTable::new).toList();
        tables.forEach(table -> table.create(database));
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static List<TypeTable> tables(Reading reading) {
        return tables.stream()
                .filter(table ->
                        reading == Reading.RELATION || table.group().row().isPresent())
                .toList();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Reading.values())
                .flatMap(reading -> Stream.of(Target.values()).map(target -> Arguments.of(reading, target)));
    }

    private static TypeOptions options(Target target, TypeGroup group) {
        return group.options().apply(TypeOptions.DEFAULT.withTarget(target).withTimestamps(TimestampUnit.MICROS));
    }

    private static Task task(TypeGroup group, Reading reading, String condition) {
        return reading == Reading.RELATION
                ? new Task.Relation(
                        group.name(), new FromRelation("public", group.name()), List.of(), Optional.of(condition))
                : extract(group.row().orElseThrow(), group.name(), condition);
    }

    private static <R extends Record> Task extract(Class<R> row, String relation, String condition) {
        return new Task.Extract<>(Table.of(row, "public", relation).where(condition));
    }

    private static RunReport run(Reading reading, TypeOptions options, List<Task> tasks, Path destination)
            throws InterruptedException {
        return run(database, reading, options, tasks, destination);
    }

    private static RunReport run(
            TestDatabase source, Reading reading, TypeOptions options, List<Task> tasks, Path destination)
            throws InterruptedException {
        return new Run(
                        new RunSettings(
                                Databases.settings(source),
                                tasks,
                                DATE,
                                new LocalDestination(destination),
                                new NoCatalog(),
                                1,
                                reading == Reading.RECORD_BY_CURSOR
                                        ? RunSettings.Reader.CURSOR
                                        : RunSettings.Reader.COPY,
                                Optional.empty(),
                                WriteOptions.DEFAULT,
                                options,
                                1L << 30),
                        event -> {})
                .execute();
    }

    /// All ways, and at the end the verdict on them: which needs them all, and so stands beside them.
    @TestFactory
    Stream<DynamicTest> values_are_what_the_server_prints() {
        var coverage = new Coverage(Coverage.WAIVED);
        var byWay = Stream.of(Reading.values())
                .flatMap(reading -> Stream.of(Target.values())
                        .map(target -> DynamicTest.dynamicTest(reading + " for " + target, () -> {
                            check(reading, target);
                            for (var table : tables(reading)) {
                                cells(table.group(), reading, target).forEach(coverage::produced);
                            }
                        })));
        var verdict = DynamicTest.dynamicTest(
                "every type, in every way, was produced or is waived", () -> assertNone(coverage.problems()));
        return Stream.concat(byWay, Stream.of(verdict));
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void values_depend_neither_on_the_time_zone_nor_on_the_language(Reading reading) throws Exception {
        var zone = TimeZone.getDefault();
        var locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            check(reading, Target.ATHENA);
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    private void check(Reading reading, Target target) throws InterruptedException {
        var warehouse = folder.resolve(reading + "-" + target);
        var byOptions =
                tables(reading).stream().collect(Collectors.groupingBy(table -> options(target, table.group())));
        for (var run : byOptions.entrySet()) {
            run(
                    reading,
                    run.getKey(),
                    run.getValue().stream()
                            .map(table -> task(table.group(), reading, table.condition(reading, target)))
                            .toList(),
                    warehouse);
        }
        var differences = new ArrayList<String>();
        for (var table : tables(reading)) {
            compare(
                    warehouse,
                    table,
                    table.expected(database, table.condition(reading, target), ValueType::file),
                    differences);
        }
        assertNone(differences);
    }

    private static void compare(
            Path warehouse, TypeTable table, List<List<@Nullable String>> expected, List<String> differences) {
        var file = file(warehouse, table.group());
        compare(table, expected, DuckDb.file(file), "DuckDB", differences);
        compare(table, expected, ParquetJava.rows(file), "parquet-java", differences);
    }

    private static void assertNone(List<String> differences) {
        if (!differences.isEmpty()) {
            fail(differences.size() + " differences:\n"
                    + differences.stream().limit(SHOWN_DIFFERENCES).collect(Collectors.joining("\n")));
        }
    }

    private static void compare(
            TypeTable table,
            List<List<@Nullable String>> expected,
            List<List<@Nullable String>> file,
            String reader,
            List<String> differences) {
        var actual = file.stream()
                .sorted(Comparator.comparing(row -> Long.valueOf(row.getFirst())))
                .toList();
        assertEquals(expected.size(), actual.size(), table.group() + " by " + reader);
        for (var row = 0; row < expected.size(); row++) {
            for (var column = 0; column < table.columns().size(); column++) {
                var wanted = expected.get(row).get(column);
                var found = actual.get(row).get(column);
                if (!Objects.equals(wanted, found)) {
                    differences.add("%s.%s, id %s, by %s: the server prints %s, the file holds %s"
                            .formatted(
                                    table.group(),
                                    table.columns().get(column),
                                    expected.get(row).getFirst(),
                                    reader,
                                    shortened(wanted),
                                    shortened(found)));
                }
            }
        }
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() < 200 ? text : text.substring(0, 200) + " …";
    }

    /// The file of a group: one, since the tables are small.
    private static Path file(Path warehouse, TypeGroup group) {
        try (var files = Files.list(warehouse.resolve(group.name()).resolve("dt=" + DATE))) {
            var found = files.toList();
            assertEquals(1, found.size());
            return found.getFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void milliseconds_are_those_begun_and_the_values_that_lost_digits_are_counted(Reading reading) throws Exception {
        var table = tables.stream()
                .filter(candidate -> candidate.group().name().equals("dates"))
                .findFirst()
                .orElseThrow();
        var condition = table.condition(reading, Target.ATHENA);
        var report = run(reading, TypeOptions.DEFAULT, List.of(task(table.group(), reading, condition)), folder);
        var differences = new ArrayList<String>();
        compare(
                folder,
                table,
                table.expected(
                        database,
                        condition,
                        type -> type.declaration().startsWith("timestamp") ? "date_trunc('milliseconds', %s)" : "%s"),
                differences);
        assertNone(differences);
        for (var column : report.tasks().getFirst().columns()) {
            var lost = column.name().matches("(timestamp|seconds|millis).*")
                    ? database.text("select count(*) from dates where %s and %s <> date_trunc('milliseconds', %s)"
                            .formatted(condition, column.name(), column.name()))
                    : "0";
            assertEquals(lost, String.valueOf(column.truncated()), column.name());
        }
    }

    private static List<Cell> cells(TypeGroup group, Reading reading, Target target) throws SQLException {
        try (var connections = Databases.connections(database);
                var connection = connections.connect()) {
            var described = Descriptions.describe(connection, "select * from " + group.name(), Nulls.FROM_CATALOG);
            var options = options(target, group);
            var shape = reading == Reading.RELATION
                    ? RowShape.ofSource(described, options)
                    : RowShape.ofSource(
                            described, options, RowShape.ofRecord(group.row().orElseThrow(), options));
            return shape.columns().stream()
                    .map(column -> new Cell(column.type().getClass(), column.nullable(), reading, target))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void special_values_end_the_run_with_column_and_key_and_value(Reading reading, Target target) {
        var specials = tables(reading).stream()
                .flatMap(table -> table.specials(reading, target).stream())
                .filter(special -> isToldApart(special, reading, target))
                .toList();
        // Each one is a run, and most of that is waiting.
        var wrong = specials.parallelStream()
                .map(special -> problem(special, reading, target))
                .flatMap(Optional::stream)
                .toList();
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    /// Both targets and both sources of records share what decides about a value: where they do, a type's first special
    /// value stands for the others.
    private static boolean isToldApart(Special special, Reading reading, Target target) {
        var isFirst = special.value()
                .equals(special.type().values(special.value().held()).getFirst());
        return target == Target.ATHENA
                ? reading != Reading.RECORD_BY_CURSOR || isFirst
                : reading == Reading.RELATION && isFirst;
    }

    private Optional<String> problem(Special special, Reading reading, Target target) {
        var task = task(special.group(), reading, "id = " + special.id());
        try {
            run(
                    reading,
                    options(target, special.group()),
                    List.of(task),
                    folder.resolve(special.group() + "-" + special.id()));
            return Optional.of(special + ": was published");
        } catch (EtlException refused) {
            return tells(special, refused)
                    ? Optional.empty()
                    : Optional.of(special + ": " + refused.exitCode() + " " + shortened(refused.getMessage()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean tells(Special special, EtlException refused) {
        var message = String.valueOf(refused.getMessage());
        var value = special.value()
                .shown()
                .orElseGet(() ->
                        String.valueOf(database.text("select " + special.value().sql())));
        // Of an array the element is named.
        var element = value.replaceAll("^\\{|}$", "");
        return refused.exitCode() == ExitCode.VALUE_NOT_REPRESENTABLE
                && message.startsWith(special.group() + "." + special.type().column())
                && message.contains(element)
                && message.endsWith("(row id=" + special.id() + ")");
    }

    /// The server itself refuses to send it, and doesn't say whose it is.
    @ParameterizedTest
    @EnumSource(Reading.class)
    void text_that_is_not_utf8_ends_the_run(Reading reading) {
        database.execute("drop database if exists " + database.database() + "_ascii");
        database.execute("create database " + database.database()
                + "_ascii encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0");
        try (var ascii = new TestDatabase(
                database.host(),
                database.port(),
                database.database() + "_ascii",
                database.user(),
                database.password())) {
            ascii.execute("create table words (id int8 primary key, word text);"
                    + " insert into words values (1, 'fine'), (2, E'\\xc3\\xa9'), (3, E'caf\\xe9')");
            var words =
                    new TypeGroup("words", Optional.of(TypeRecords.Words.class), UnaryOperator.identity(), List.of());
            var refused = assertThrows(
                    EtlException.class,
                    () -> run(ascii, reading, TypeOptions.DEFAULT, List.of(task(words, reading, "true")), folder));
            assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode(), refused.getMessage());
            assertTrue(refused.getMessage().startsWith("words: "), refused.getMessage());
            assertTrue(refused.getMessage().contains("0xe9"), refused.getMessage());
        }
    }

    @Test
    void there_are_many_values() {
        var values = TypeValues.groups().stream()
                .flatMap(group -> group.types().stream())
                .mapToInt(type -> type.values().size())
                .sum();
        assertTrue(values >= 450, values + " values");
    }
}
