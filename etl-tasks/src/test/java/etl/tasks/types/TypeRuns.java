package etl.tasks.types;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunSettings;
import etl.tasks.run.Sources;
import etl.tasks.run.TypeSettings;
import etl.tasks.source.Databases;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A database with the tables of [TypeValues], and runs over them.
final class TypeRuns implements AutoCloseable {
    static final LocalDate DATE = LocalDate.of(2026, 11, 22);

    private final TestDatabase database = TestPostgres.database();
    private final List<TypeTable> tables =
            TypeValues.groups().stream().map(TypeTable::new).toList();

    TypeRuns() {
        database.execute(TypeValues.SETUP);
        tables.forEach(table -> table.create(database));
    }

    TestDatabase database() {
        return database;
    }

    /// The tables that are read so.
    List<TypeTable> tables(Reading reading) {
        return tables.stream()
                .filter(table ->
                        reading == Reading.RELATION || table.group().row().isPresent())
                .toList();
    }

    TypeTable table(String name) {
        return tables.stream()
                .filter(table -> table.group().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Choices by which a file holds every digit.
    static TypeOptions options(Target target) {
        return TypeOptions.DEFAULT.withTarget(target).withTimestamps(TimestampUnit.MICROS);
    }

    /// Exports tables, those with the same choices in one run.
    ///
    /// @param condition the rows of a table
    /// @return the results of all runs
    List<RunReport> run(
            Reading reading,
            List<TypeTable> exported,
            TypeOptions options,
            Function<TypeTable, String> condition,
            Path destination)
            throws InterruptedException {
        var byOptions = exported.stream()
                .collect(Collectors.groupingBy(table -> table.group().options().apply(options)));
        var reports = new ArrayList<RunReport>();
        for (var run : byOptions.entrySet()) {
            var tasks = run.getValue().stream()
                    .map(table -> task(table.group(), reading, condition.apply(table)))
                    .toList();
            reports.add(run(database, reading, run.getKey(), tasks, destination));
        }
        return reports;
    }

    static RunReport run(TestDatabase source, Reading reading, TypeOptions options, List<Task> tasks, Path destination)
            throws InterruptedException {
        return run(source, reading, TypeSettings.of(options), tasks, destination);
    }

    static RunReport run(TestDatabase source, Reading reading, TypeSettings types, List<Task> tasks, Path destination)
            throws InterruptedException {
        return new Run(
                        new RunSettings(
                                Sources.of(Databases.settings(source)),
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
                                types,
                                1L << 30,
                                RunSettings.OnDrift.FAIL,
                                RunSettings.Guards.DEFAULT,
                                RunSettings.Publishing.DEFAULT),
                        event -> {})
                .execute();
    }

    static Task task(TypeGroup group, Reading reading, String condition) {
        return reading == Reading.RELATION
                ? new Task.Relation(
                        group.name(), new FromRelation("public", group.name()), List.of(), Optional.of(condition))
                : extract(group.row().orElseThrow(), group.name(), condition);
    }

    private static <R extends Record> Task extract(Class<R> row, String relation, String condition) {
        return new Task.Extract<>(Table.of(row, "public", relation).where(condition));
    }

    @Override
    public void close() {
        database.close();
    }
}
