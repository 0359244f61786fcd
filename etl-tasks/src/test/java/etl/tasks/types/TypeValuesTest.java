package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.RowShape;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Databases;
import etl.tasks.types.Coverage.Cell;
import etl.tasks.types.TypeTable.Special;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
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
    private static TypeRuns runs;

    @TempDir
    Path folder;

    @BeforeAll
    static void fill() {
        runs = new TypeRuns();
    }

    @AfterAll
    static void drop() {
        runs.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Reading.values())
                .flatMap(reading -> Stream.of(Target.values()).map(target -> Arguments.of(reading, target)));
    }

    /// All ways, and at the end the verdict on them: which needs them all, and so stands beside them.
    @TestFactory
    Stream<DynamicTest> values_are_what_the_server_prints() {
        var coverage = new Coverage(Coverage.WAIVED);
        var byWay = Stream.of(Reading.values())
                .flatMap(reading -> Stream.of(Target.values())
                        .map(target -> DynamicTest.dynamicTest(reading + " for " + target, () -> {
                            check(reading, target);
                            for (var table : runs.tables(reading)) {
                                cells(table.group(), reading, target).forEach(coverage::produced);
                            }
                        })));
        var verdict = DynamicTest.dynamicTest(
                "every type, in every way, was produced or is waived",
                () -> assertEquals(List.of(), coverage.problems()));
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
        runs.run(
                reading,
                runs.tables(reading),
                TypeRuns.options(target),
                table -> table.condition(reading, target),
                warehouse);
        var differences = new Differences(warehouse);
        for (var table : runs.tables(reading)) {
            differences.add(table, table.expected(runs.database(), table.condition(reading, target), ValueType::file));
        }
        differences.assertNone();
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void milliseconds_are_those_begun_and_the_values_that_lost_digits_are_counted(Reading reading) throws Exception {
        var table = runs.table("dates");
        var condition = table.condition(reading, Target.ATHENA);
        var report = TypeRuns.run(
                runs.database(),
                reading,
                TypeOptions.DEFAULT,
                List.of(TypeRuns.task(table.group(), reading, condition)),
                folder);
        var differences = new Differences(folder);
        differences.add(
                table,
                table.expected(
                        runs.database(),
                        condition,
                        type -> type.declaration().startsWith("timestamp") ? "date_trunc('milliseconds', %s)" : "%s"));
        differences.assertNone();
        for (var column : report.tasks().getFirst().columns()) {
            var lost = column.name().matches("(timestamp|seconds|millis).*")
                    ? runs.database()
                            .text("select count(*) from dates where %s and %s <> date_trunc('milliseconds', %s)"
                                    .formatted(condition, column.name(), column.name()))
                    : "0";
            assertEquals(lost, String.valueOf(column.truncated()), column.name());
        }
    }

    private static List<Cell> cells(TypeGroup group, Reading reading, Target target) throws SQLException {
        try (var connections = Databases.connections(runs.database());
                var connection = connections.connect()) {
            var described = Descriptions.describe(connection, "select * from " + group.name(), Nulls.FROM_CATALOG);
            var options = group.options().apply(TypeRuns.options(target));
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
        var specials = runs.tables(reading).stream()
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
        var task = TypeRuns.task(special.group(), reading, "id = " + special.id());
        try {
            TypeRuns.run(
                    runs.database(),
                    reading,
                    special.group().options().apply(TypeRuns.options(target)),
                    List.of(task),
                    folder.resolve(special.group() + "-" + special.id()));
            return Optional.of(special + ": was published");
        } catch (EtlException refused) {
            return tells(special, refused)
                    ? Optional.empty()
                    : Optional.of(
                            special + ": " + refused.exitCode() + " " + Differences.shortened(refused.getMessage()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean tells(Special special, EtlException refused) {
        var message = String.valueOf(refused.getMessage());
        var value = special.value()
                .shown()
                .orElseGet(() -> String.valueOf(
                        runs.database().text("select " + special.value().sql())));
        // Of an array the element is named.
        var element = value.replaceAll("^\\{|}$", "");
        return refused.exitCode() == ExitCode.VALUE_NOT_REPRESENTABLE
                && message.startsWith(special.group() + "." + special.type().column())
                && message.contains(element)
                && message.contains(" (row id=" + special.id() + "). ");
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
