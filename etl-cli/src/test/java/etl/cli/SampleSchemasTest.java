package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation.AsText;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Table.FromRelation;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunSettings;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.SourceSettings;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.SqlScript;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole databases, every table and view of them: what two strangers read from the files is what the server prints.
///
/// The samples are scripts for psql, those of `samples/` and those of the folder that `ETL_TEST_SAMPLES` names: each file
/// `*.sql` there, and each folder with such files, which are run one after another. Pagila, Chinook and Northwind are
/// meant, which belong to others.
class SampleSchemasTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 22);

    @TempDir
    Path folder;

    /// Scripts that make one database.
    record Sample(String name, List<Path> scripts) {
        static Sample of(Path path) {
            return new Sample(
                    path.getFileName().toString(),
                    Files.isDirectory(path)
                            ? list(path).filter(SampleSchemasTest::isScript).toList()
                            : List.of(path));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// A column of a relation.
    ///
    /// @param type the server's name of its type, domains resolved: `numeric(9,2)`
    record Column(String name, String type) {
        /// What the file holds, in SQL.
        String exported() {
            var quoted = '"' + name.replace("\"", "\"\"") + '"';
            return switch (type) {
                case "money" -> quoted + "::numeric";
                case "money[]" -> quoted + "::numeric[]";
                // As text they carry the length of the network's part, and as values not always.
                case "inet" -> quoted + "::text";
                default -> quoted;
            };
        }
    }

    /// A table or view.
    record Relation(String schema, String name, List<Column> columns) {
        String task() {
            return (schema + "__" + name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        }

        String select() {
            return columns.stream()
                    .map(Column::exported)
                    .collect(Collectors.joining(
                            ", ", "SELECT ", " FROM \"" + schema + "\".\"" + name.replace("\"", "\"\"") + '"'));
        }
    }

    private static Stream<Path> list(Path directory) {
        try (var files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isScript(Path path) {
        return path.toString().endsWith(".sql");
    }

    static List<Sample> samples() throws URISyntaxException {
        var own = SampleSchemasTest.class.getResource("/samples");
        var others = System.getenv("ETL_TEST_SAMPLES");
        return Stream.concat(
                        list(Path.of(own.toURI())),
                        others == null || others.isBlank() ? Stream.of() : list(Path.of(others)))
                .filter(path -> Files.isDirectory(path) || isScript(path))
                .map(Sample::of)
                .filter(sample -> !sample.scripts().isEmpty())
                .toList();
    }

    private static List<Relation> relations(TestDatabase database) {
        return database.rows("""
                        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
                        ORDER BY 1, 2
                        """).stream()
                .map(row -> new Relation(row.get(0), row.get(1), columns(database, row.get(0), row.get(1))))
                .toList();
    }

    private static List<Column> columns(TestDatabase database, String schema, String relation) {
        return database.rows("""
                        WITH RECURSIVE base AS (
                          SELECT a.attnum, a.attname, t.typtype, t.typbasetype, a.atttypid AS type, a.atttypmod AS mod, t.typtypmod
                          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                          WHERE a.attrelid = format('%%I.%%I', '%s', '%s')::regclass AND a.attnum > 0 AND NOT a.attisdropped
                          UNION ALL
                          SELECT b.attnum, b.attname, t.typtype, t.typbasetype, t.oid, b.typtypmod, t.typtypmod
                          FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd')
                        SELECT attname, format_type(type, mod) FROM base WHERE typtype <> 'd' ORDER BY attnum
                        """.formatted(schema.replace("'", "''"), relation.replace("'", "''"))).stream()
                .map(row -> new Column(row.get(0), row.get(1)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_table_and_view_is_exported_as_the_server_shows_it(Sample sample) throws InterruptedException {
        try (var database = TestPostgres.database()) {
            sample.scripts().forEach(script -> SqlScript.run(script, database));
            populate(database);
            var relations = relations(database);
            assertFalse(relations.isEmpty());
            export(database, relations);
            for (var relation : relations) {
                var expected = sorted(database.rows(relation.select()));
                assertRows(expected, sorted(DuckDb.file(files(relation) + "/*.parquet")), "DuckDB", relation);
                assertRows(
                        expected,
                        sorted(list(files(relation))
                                .flatMap(file -> ParquetJava.rows(file).stream())
                                .toList()),
                        "parquet-java",
                        relation);
            }
        }
    }

    /// A dump may leave materialised views without their rows, and nobody can read such a one.
    private static void populate(TestDatabase database) {
        database.rows("SELECT format('REFRESH MATERIALIZED VIEW %s', oid::regclass) FROM pg_class"
                        + " WHERE relkind = 'm' AND NOT relispopulated ORDER BY oid")
                .forEach(refresh -> database.execute(String.valueOf(refresh.getFirst())));
    }

    private void export(TestDatabase database, List<Relation> relations) throws InterruptedException {
        var tasks = relations.stream()
                .<Task>map(relation -> new Task.Relation(
                        relation.task(),
                        new FromRelation(relation.schema(), relation.name()),
                        List.of(),
                        Optional.empty()))
                .toList();
        new Run(
                        new RunSettings(
                                SourceSettings.of(
                                        database.host(),
                                        database.port(),
                                        database.database(),
                                        database.user(),
                                        database::password),
                                tasks,
                                DATE,
                                new LocalDestination(folder),
                                new NoCatalog(),
                                2,
                                Reader.COPY,
                                Optional.empty(),
                                WriteOptions.DEFAULT,
                                TypeOptions.DEFAULT
                                        .withTimestamps(TimestampUnit.MICROS)
                                        .withNumeric(new AsText()),
                                1L << 30),
                        event -> {})
                .execute();
    }

    private Path files(Relation relation) {
        return folder.resolve(relation.task()).resolve("dt=" + DATE);
    }

    private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    private static void assertRows(
            List<List<@Nullable String>> expected,
            List<List<@Nullable String>> actual,
            String reader,
            Relation relation) {
        var where = reader + ", " + relation.schema() + "." + relation.name();
        assertEquals(expected.size(), actual.size(), where);
        for (var i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i), where);
        }
    }
}
