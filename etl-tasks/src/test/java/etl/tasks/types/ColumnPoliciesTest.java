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
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunReport.ColumnReport;
import etl.tasks.run.TypeSettings;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A policy for each column, for every kind of special value, however it is read: what the file holds, how many are
/// counted, and what is said when it stays the run's end.
class ColumnPoliciesTest {
    private static final int SPECIAL_ROWS = 2;
    private static final List<SpecialKind> KINDS = SpecialKind.ALL;

    private enum Mood {
        glad
    }

    private record Dated(@Nullable Integer a, @Nullable LocalDate d) {}

    private record Row(
            int id,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal nan,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal inf,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal minusInf,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal wide,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal minusWide,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal half,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal minusHalf,
            @Nullable @Decimal(precision = 9, scale = 2) BigDecimal belowHalf,
            @Nullable LocalDate day,
            @Nullable LocalDate bc,
            @Nullable LocalDate farDay,
            @Nullable LocalDateTime moment,
            @Nullable Instant zoned,
            @Nullable LocalTime clock,
            @Nullable List<@Nullable Integer> grid,
            @Nullable List<@Nullable Integer> shifted,
            @Nullable Long xid,
            @Nullable Mood mood,
            // Not null themselves: their parts may be.
            List<@Nullable @Decimal(precision = 9, scale = 2) BigDecimal> numbers,
            List<@Nullable LocalDate> days,
            Dated dated) {}

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        String columns = KINDS.stream()
                .map(kind -> kind.column() + " " + kind.declaration() + " not null")
                .collect(Collectors.joining(", "));
        String ordinary = KINDS.stream().map(SpecialKind::ordinary).collect(Collectors.joining(", "));
        String special = KINDS.stream().map(SpecialKind::special).collect(Collectors.joining(", "));
        database.execute("create type mood as enum ('glad', 'furious'); create type dated as (a int, d date);"
                + " create table t (id int primary key, " + columns + ");"
                + " insert into t values (1, " + ordinary + "), (77, " + special + "), (78, " + special + ")");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of(Reading.RELATION, Target.ATHENA),
                Arguments.of(Reading.RELATION, Target.PARQUET),
                Arguments.of(Reading.RECORD_BY_COPY, Target.ATHENA),
                Arguments.of(Reading.RECORD_BY_CURSOR, Target.ATHENA));
    }

    private RunReport run(Reading reading, Target target, Map<String, ColumnChoice> choices)
            throws InterruptedException {
        Task task = reading == Reading.RELATION
                ? new Task.Relation("t", new FromRelation("public", "t"), List.of(), Optional.empty())
                : new Task.Extract<>(Table.of(Row.class, "public", "t"));
        return TypeRuns.run(
                database,
                reading,
                new TypeSettings(TypeOptions.DEFAULT.withTarget(target), Map.of("t", choices)),
                List.of(task),
                folder.resolve("warehouse"));
    }

    /// A choice of every column's policy, and of what else a relation needs.
    private static Map<String, ColumnChoice> choices(Reading reading, Map<String, OnSpecial> policies) {
        Map<String, ColumnChoice> choices = new HashMap<>();
        for (SpecialKind kind : KINDS) {
            boolean isUndecided =
                    reading == Reading.RELATION && kind.declaration().startsWith("numeric");
            choices.put(
                    kind.column(),
                    new ColumnChoice(
                            isUndecided
                                    ? Optional.<Representation>of(new AsDecimal(9, 2))
                                    : Optional.<Representation>empty(),
                            Optional.of(TimestampUnit.MICROS),
                            Optional.of(policies.getOrDefault(kind.column(), OnSpecial.NULL)),
                            Optional.empty()));
        }
        return choices;
    }

    private List<List<@Nullable String>> published() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("warehouse/t"))) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            List<List<@Nullable String>> rows = DuckDb.file(file);
            assertEquals(rows, ParquetJava.rows(file));
            return rows;
        }
    }

    private void assertFileAndCounts(RunReport report, Reading reading, Target target, Map<String, OnSpecial> policies)
            throws IOException {
        List<List<@Nullable String>> rows = published();
        for (int i = 0; i < KINDS.size(); i++) {
            SpecialKind kind = KINDS.get(i);
            ColumnReport column = report.tasks().getFirst().columns().get(i + 1);
            assertEquals(kind.column(), column.name());
            boolean isSpecial = kind.isSpecial(reading, target);
            boolean clamps = policies.get(kind.column()) == OnSpecial.CLAMP;
            String replaced =
                    clamps ? kind.clamped().orElseThrow() : kind.nulled().orElse(null);
            String expected =
                    isSpecial ? replaced : database.text("select " + kind.special() + "::" + kind.declaration());
            for (int row = 1; row <= SPECIAL_ROWS; row++) {
                assertEquals(expected, rows.get(row).get(i + 1), kind.column());
            }
            assertEquals(isSpecial ? SPECIAL_ROWS : 0, column.replaced(), kind.column());
            assertEquals(isSpecial && replaced == null ? SPECIAL_ROWS : 0, column.nulls(), kind.column());
            assertEquals(0, column.truncated(), kind.column());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void null_takes_their_place_even_in_columns_declared_not_null_and_is_counted(Reading reading, Target target)
            throws Exception {
        Map<String, OnSpecial> policies =
                KINDS.stream().collect(Collectors.toMap(SpecialKind::column, kind -> OnSpecial.NULL));

        RunReport report = run(reading, target, choices(reading, policies));

        assertFileAndCounts(report, reading, target, policies);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void the_nearest_value_takes_their_place_where_there_is_one_and_is_counted(Reading reading, Target target)
            throws Exception {
        Map<String, OnSpecial> policies = KINDS.stream()
                .collect(Collectors.toMap(
                        SpecialKind::column, kind -> kind.clamped().isPresent() ? OnSpecial.CLAMP : OnSpecial.NULL));

        RunReport report = run(reading, target, choices(reading, policies));

        assertFileAndCounts(report, reading, target, policies);
        for (SpecialKind kind : KINDS) {
            if (!kind.expected().isEmpty()) {
                assertEquals(
                        database.text("select " + kind.expected().formatted(kind.column()) + " from t where id = 77"),
                        kind.clamped().orElseThrow(),
                        "as the server rounds it");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void the_one_column_that_must_not_lose_any_ends_the_run(Reading reading) {
        List<SpecialKind> kinds = KINDS.stream()
                .filter(kind -> kind.isSpecial(reading, Target.ATHENA))
                .toList();
        for (SpecialKind kind : kinds) {
            // What has no nearest value fails under clamp, too.
            for (OnSpecial policy :
                    kind.clamped().isPresent() ? List.of(OnSpecial.FAIL) : List.of(OnSpecial.FAIL, OnSpecial.CLAMP)) {
                EtlException refused = assertThrows(
                        EtlException.class,
                        () -> run(reading, Target.ATHENA, choices(reading, Map.of(kind.column(), policy))));
                String message = refused.getMessage();
                assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode(), message);
                assertTrue(message.startsWith("t." + kind.column() + ": " + kind.told()), message);
                assertTrue(message.contains(" (row id=77). "), message);
                if (reading == Reading.RELATION) {
                    assertTrue(
                            message.endsWith(kind.remedy().replace("<c>", "types.columns.t." + kind.column())),
                            message);
                } else {
                    assertTrue(message.contains("types.columns.t." + kind.column() + ".on-special: null"), message);
                }
                assertFalse(Files.exists(folder.resolve("warehouse")), "something was left behind");
            }
        }
    }

    private static ColumnChoice as(Representation representation) {
        return new ColumnChoice(Optional.of(representation), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void nothing_is_special_in_a_column_of_text(Target target) throws Exception {
        Map<String, ColumnChoice> choices =
                KINDS.stream().collect(Collectors.toMap(SpecialKind::column, kind -> as(new Representation.AsText())));

        RunReport report = run(Reading.RELATION, target, choices);

        String texts = KINDS.stream().map(kind -> kind.column() + "::text").collect(Collectors.joining(", "));
        assertEquals(database.rows("select id, " + texts + " from t order by id"), published());
        assertEquals(
                List.of(),
                report.tasks().getFirst().columns().stream()
                        .filter(column -> column.replaced() > 0)
                        .toList());
    }
}
