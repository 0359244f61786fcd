package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.Target;
import etl.schemas.Table.FromQuery;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunReport.ColumnReport;
import etl.testkit.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of special values where they needn't end the run.
class SpecialPoliciesTest {
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

    private static TypeOptions options(OnSpecial policy) {
        return TypeRuns.options(Target.ATHENA).withOnSpecial(policy);
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void they_become_nulls_and_inside_of_arrays_and_composites_only_the_parts_do(Reading reading) throws Exception {
        var tables = runs.tables(reading).stream()
                .filter(table -> !table.specials(reading, Target.ATHENA).isEmpty())
                .toList();
        var reports = runs.run(reading, tables, options(OnSpecial.NULL), table -> "true", folder);
        var differences = new Differences(folder);
        for (var table : tables) {
            var rows = new ArrayList<>(
                    table.expected(runs.database(), table.condition(reading, Target.ATHENA), ValueType::file));
            rows.addAll(table.nulled(reading, Target.ATHENA, rows));
            differences.add(table, rows);
            assertEquals(specialValues(table, reading), replacedValues(reports, table));
        }
        differences.assertNone();
    }

    private static Map<String, Long> specialValues(TypeTable table, Reading reading) {
        return table.specials(reading, Target.ATHENA).stream()
                .collect(Collectors.groupingBy(special -> special.type().column(), Collectors.counting()));
    }

    private static Map<String, Long> replacedValues(List<RunReport> reports, TypeTable table) {
        return reports.stream()
                .flatMap(report -> report.tasks().stream())
                .filter(task -> task.task().equals(table.group().name()))
                .flatMap(task -> task.columns().stream())
                .filter(column -> column.replaced() > 0)
                .collect(Collectors.toMap(ColumnReport::name, ColumnReport::replaced));
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void dates_and_timestamps_become_the_nearest_of_the_years_1_to_9999(Reading reading) throws Exception {
        var table = runs.table("dates");
        runs.run(reading, List.of(table), options(OnSpecial.CLAMP), dates -> "true", folder);
        var differences = new Differences(folder);
        differences.add(table, table.expected(runs.database(), "true", type -> {
            var last = type.declaration().equals("date") ? "9999-12-31" : "9999-12-31 23:59:59.999999";
            return "case when %1$s < '0001-01-01' then '0001-01-01' when %1$s > '" + last + "' then '" + last
                    + "' else %1$s end";
        }));
        differences.assertNone();
    }

    /// A special value that has a nearest one.
    record Near(String special, String nearest) {}

    private static List<Near> near() {
        return List.of(
                new Near("12345678.9::numeric", "9999999.99"),
                new Near("-12345678.9::numeric", "-9999999.99"),
                new Near("'Infinity'::numeric", "9999999.99"),
                new Near("'-Infinity'::numeric", "-9999999.99"),
                new Near("repeat('9', 1000)::numeric", "9999999.99"),
                new Near("0.125::numeric", "0.13"),
                new Near("-0.125::numeric", "-0.13"),
                new Near("0.124999999999999999999999999999::numeric", "0.12"),
                new Near("9999999.995::numeric", "9999999.99"),
                new Near("'18446744073709551615'::xid8", "9223372036854775807"),
                new Near("'[0:1]={1,2}'::int[]", "{1,2}"),
                new Near("array['-infinity'::date, null, '10000-01-01']", "{0001-01-01,NULL,9999-12-31}"),
                new Near("array[0.125, 1]::numeric[]", "{0.13,1.00}"),
                new Near("row(1, 'infinity'::date)::dated", "(1,9999-12-31)"));
    }

    private static final List<String> FAR = List.of(
            "'NaN'::numeric",
            "'NaN'::numeric(9,2)",
            "'{{1,2}}'::int[]",
            "array['NaN'::numeric]",
            "repeat('x', 33554433)");

    private static Task query(String name, String expression) {
        return new Task.Relation(
                name,
                new FromQuery("select " + expression + " as value", Optional.empty()),
                List.of(),
                Optional.empty());
    }

    @Test
    void what_has_a_nearest_value_becomes_that() throws Exception {
        runs.database().execute("create type dated as (a int, b date)");
        var tasks = IntStream.range(0, near().size())
                .mapToObj(i -> query("near_" + i, near().get(i).special()))
                .toList();
        TypeRuns.run(
                runs.database(),
                Reading.RELATION,
                options(OnSpecial.CLAMP).withNumeric(new AsDecimal(9, 2)),
                tasks,
                folder);
        for (var task : tasks) {
            var near = near().get(tasks.indexOf(task));
            assertEquals(
                    List.of(List.of(near.nearest())),
                    DuckDb.file(folder + "/" + task.name() + "/*/*.parquet"),
                    near.special());
        }
    }

    @Test
    void what_has_none_ends_the_run_all_the_same() {
        for (var expression : FAR) {
            var refused = assertThrows(
                    EtlException.class,
                    () -> TypeRuns.run(
                            runs.database(),
                            Reading.RELATION,
                            options(OnSpecial.CLAMP).withNumeric(new AsDecimal(9, 2)),
                            List.of(query("far", expression)),
                            folder),
                    expression);
            assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode(), refused.getMessage());
            assertTrue(refused.getMessage().startsWith("far.value: "), refused.getMessage());
        }
    }
}
