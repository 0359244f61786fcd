package etl.tasks.types;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Destination;
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
public final class TypeRuns implements AutoCloseable {
    public static final LocalDate DATE = LocalDate.of(2026, 11, 22);

    private static final RunSettings.Publishing AGAIN = new RunSettings.Publishing(
            Optional.empty(),
            true,
            false,
            Optional.empty(),
            RunSettings.Publishing.DEFAULT_LONGEST_RUN,
            RunSettings.Publishing.DEFAULT_KEEP_SUPERSEDED);

    private final TestDatabase database = TestPostgres.database();
    private final List<TypeTable> tables =
            TypeValues.groups().stream().map(TypeTable::new).toList();

    public TypeRuns() {
        database.execute(TypeValues.SETUP);
        tables.forEach(table -> table.create(database));
    }

    /// Where the tables are.
    public TestDatabase database() {
        return database;
    }

    /// The tables that are read so.
    public List<TypeTable> tables(Reading reading) {
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
    public static TypeOptions options(Target target) {
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
        return run(reading, exported, options, condition, new LocalDestination(destination), new NoCatalog());
    }

    /// Exports tables anywhere.
    public List<RunReport> run(
            Reading reading,
            List<TypeTable> exported,
            TypeOptions options,
            Function<TypeTable, String> condition,
            Destination destination,
            Catalog catalog)
            throws InterruptedException {
        var byOptions = exported.stream()
                .collect(Collectors.groupingBy(table -> table.group().options().apply(options)));
        var reports = new ArrayList<RunReport>();
        for (var run : byOptions.entrySet()) {
            var tasks = run.getValue().stream()
                    .map(table -> task(table.group(), reading, condition.apply(table)))
                    .toList();
            reports.add(run(database, reading, TypeSettings.of(run.getKey()), tasks, destination, catalog));
        }
        return reports;
    }

    static RunReport run(TestDatabase source, Reading reading, TypeOptions options, List<Task> tasks, Path destination)
            throws InterruptedException {
        return run(source, reading, TypeSettings.of(options), tasks, destination);
    }

    static RunReport run(TestDatabase source, Reading reading, TypeSettings types, List<Task> tasks, Path destination)
            throws InterruptedException {
        return run(source, reading, types, tasks, new LocalDestination(destination), new NoCatalog());
    }

    /// Publishes tasks anywhere, whether or not the date was published.
    public static RunReport run(
            TestDatabase source,
            Reading reading,
            TypeSettings types,
            List<Task> tasks,
            Destination destination,
            Catalog catalog)
            throws InterruptedException {
        return new Run(
                        new RunSettings(
                                Sources.of(Databases.settings(source)),
                                tasks,
                                DATE,
                                destination,
                                catalog,
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
                                AGAIN),
                        event -> {})
                .execute();
    }

    /// The task that reads a table so.
    public static Task task(TypeGroup group, Reading reading, String condition) {
        return reading == Reading.RELATION
                ? new Task.Relation(
                        group.name(), new FromRelation("public", group.name()), List.of(), Optional.of(condition))
                : extract(group.row().orElseThrow(), group.name(), condition);
    }

    /// A task of all rows and columns of a table of the schema `public`.
    public static Task relation(String name, String table) {
        return new Task.Relation(name, new FromRelation("public", table), List.of(), Optional.empty());
    }

    private static <R extends Record> Task extract(Class<R> row, String relation, String condition) {
        return new Task.Extract<>(Table.of(row, "public", relation).where(condition));
    }

    @Override
    public void close() {
        database.close();
    }
}
