package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Key;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.publish.Destination;
import etl.tasks.run.TypeSettings;
import etl.tasks.types.Reading;
import etl.tasks.types.TypeRuns;
import etl.tasks.types.TypeTable;
import etl.tasks.types.ValueType;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import etl.testkit.Trino;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is published by the catalog mode direct, read back through the catalog by Trino, the engine that Athena is built
/// on. `ETL_TEST_AWS_ENDPOINT` names an emulator of S3 and Glue, `ETL_TEST_TRINO_URL` a Trino whose catalog `hive` is that
/// Glue.
@EnabledIfEnvironmentVariable(
        named = "ETL_TEST_TRINO_URL",
        matches = ".+",
        disabledReason = "no Trino: ETL_TEST_TRINO_URL names none")
class TrinoReadTest {
    private static final String DATABASE = "trino_" + ProcessHandle.current().pid();
    private static final Target TARGET = Target.ATHENA;
    private static final Pattern ZONE = Pattern.compile("(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)\\+00(?!\\d)");
    private static final Pattern TIMESTAMP = Pattern.compile("(\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)(\\.\\d+)");
    private static final int FRACTION_CHARACTERS = 4;

    private static final UnaryOperator<String> IN_UTC = "to_char(created_at at time zone 'UTC', '%s')"::formatted;

    /// Ways to lie in partitions, with the keys' values in SQL.
    private enum Kind {
        DATE(Partitioning.DATE, "'2026-11-22'"),
        DAY(by(false, new Key("created_at", Unit.DAY)), IN_UTC.apply("YYYY-MM-DD")),
        MONTH(by(false, new Key("created_at", Unit.MONTH)), IN_UTC.apply("YYYY-MM")),
        COUNTRY(by(false, new Key("country", Unit.VALUE)), "country"),
        DATE_AND_DAY(by(true, new Key("created_at", Unit.DAY)), "'2026-11-22'", IN_UTC.apply("YYYY-MM-DD")),
        NONE(Partitioning.NONE);

        private final Partitioning partitioning;
        private final List<String> values;

        Kind(Partitioning partitioning, String... values) {
            this.partitioning = partitioning;
            this.values = List.of(values);
        }

        private static Partitioning by(boolean date, Key key) {
            return new Partitioning(date, List.of(key), ZoneOffset.UTC);
        }

        String table() {
            return "events_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private final TestBucket bucket = TestS3.bucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    private static Trino trino(String precision) {
        return new Trino(URI.create(System.getenv("ETL_TEST_TRINO_URL")), "hive.timestamp_precision=" + precision);
    }

    private S3Destination destination(String name) {
        return S3Destination.open(
                S3Location.parse(bucket.uri(name + "/")),
                S3Location.parse(bucket.uri("_etl/" + name + "/")),
                Aws.settings(),
                Aws.CREDENTIALS);
    }

    private DirectCatalog catalog(String database, Destination destination) {
        return DirectCatalog.open(database, destination.uri(), Duration.ofMinutes(2), Aws.settings(), Aws.CREDENTIALS);
    }

    /// Hive's timestamps have no time zone: those of Postgres that have one are at UTC.
    private static @Nullable String withoutZone(@Nullable String text) {
        return text == null ? null : ZONE.matcher(text).replaceAll("$1");
    }

    /// A text with the timestamps in it as files of milliseconds have them: what is begun of one isn't there.
    private static @Nullable String inMilliseconds(@Nullable String text) {
        return text == null
                ? null
                : TIMESTAMP.matcher(text).replaceAll(found -> {
                    String fraction = found.group(2);
                    return found.group(1)
                            + fraction.substring(0, Math.min(FRACTION_CHARACTERS, fraction.length()))
                                    .replaceFirst("\\.?0+$", "");
                });
    }

    /// With each precision that timestamps may have in files, and again after everything was published anew.
    @ParameterizedTest
    @CsvSource({"MICROSECONDS, micros", "MILLISECONDS, millis"})
    void every_type_reads_as_postgres_prints_it(String precision, String name) throws Exception {
        boolean micros = precision.equals("MICROSECONDS");
        TypeOptions options = micros ? TypeRuns.options(TARGET) : TypeOptions.DEFAULT;
        Trino trino = trino(precision);
        String database = DATABASE + "_" + name;
        int values = 0;
        int types = 0;
        List<String> different = new ArrayList<>();
        try (TypeRuns runs = new TypeRuns();
                S3Destination destination = destination(name);
                DirectCatalog catalog = catalog(database, destination)) {
            List<TypeTable> tables = runs.tables(Reading.RELATION);
            for (String attempt : List.of("first", "rerun")) {
                runs.run(
                        Reading.RELATION,
                        tables,
                        options,
                        table -> table.condition(Reading.RELATION, TARGET),
                        destination,
                        catalog);
                for (TypeTable table : tables) {
                    types += attempt.equals("first") ? table.group().types().size() : 0;
                    values += compare(runs, table, trino, database, micros, attempt, different);
                }
            }
        }
        System.out.printf("Trino read %d types, %d values, %s%n", types, values, precision);
        assertEquals(List.of(), different);
    }

    private static int compare(
            TypeRuns runs,
            TypeTable table,
            Trino trino,
            String database,
            boolean micros,
            String attempt,
            List<String> different) {
        List<List<@Nullable String>> expected =
                table.expected(runs.database(), table.condition(Reading.RELATION, TARGET), ValueType::file);
        List<List<@Nullable String>> read;
        try {
            read = trino.rows("select %s from hive.%s.%s order by id"
                    .formatted(quoted(table.columns()), database, table.group().name()));
        } catch (IllegalStateException refused) {
            different.add(refused.getMessage());
            return 0;
        }
        assertEquals(expected.size(), read.size(), table.group()::toString);
        int values = 0;
        for (int row = 0; row < expected.size(); row++) {
            for (int column = 0; column < table.columns().size(); column++) {
                values++;
                String wanted = withoutZone(expected.get(row).get(column));
                String found = withoutZone(read.get(row).get(column));
                if (!micros) {
                    wanted = inMilliseconds(wanted);
                    found = inMilliseconds(found);
                }
                if (!Objects.equals(wanted, found)) {
                    different.add("%s, %s.%s, id %s: %s in Postgres, %s by Trino"
                            .formatted(
                                    attempt,
                                    table.group(),
                                    table.columns().get(column),
                                    expected.get(row).getFirst(),
                                    wanted,
                                    found));
                }
            }
        }
        return values;
    }

    private static String quoted(List<String> columns) {
        return '"' + String.join("\", \"", columns) + '"';
    }

    @Test
    void every_kind_of_partition_reads_as_postgres_has_it_before_and_after_a_rerun() throws Exception {
        Trino trino = trino("MILLISECONDS");
        String database = DATABASE + "_kinds";
        try (TestDatabase source = TestPostgres.database();
                S3Destination destination = destination("kinds");
                DirectCatalog catalog = catalog(database, destination)) {
            source.execute("""
                    create table events (id int8 primary key, created_at timestamptz, country text);
                    insert into events select n, timestamptz '2026-01-31 23:59:59.5+00' + n * interval '11 hours',
                      (array['CH', 'a/b=c%d "é" ''x''', null, 'Österreich', '%41', '{[^#]}', 'x y'])[n % 7 + 1]
                      from generate_series(1, 200) n;
                    insert into events values (201, null, 'CH');
                    """);
            List<String> different = new ArrayList<>();
            int rows = 0;
            for (String attempt : List.of("first", "rerun")) {
                for (Kind kind : Kind.values()) {
                    Task task = TypeRuns.relation(kind.table(), "events")
                            .with(TaskOptions.DEFAULT.partitionedBy(kind.partitioning));
                    var unused = TypeRuns.run(
                            source,
                            Reading.RELATION,
                            TypeSettings.of(TypeOptions.DEFAULT),
                            List.of(task),
                            destination,
                            catalog);
                    rows += compare(kind, source, trino, database, attempt, different);
                }
                source.execute("""
                        update events set country = 'DE' where id % 5 = 0;
                        delete from events where id % 7 = 3;
                        insert into events select n, timestamptz '2026-03-01 00:00:00+00' + n * interval '7 hours', 'FR'
                          from generate_series(300, 350) n on conflict do nothing;
                        """);
            }
            System.out.printf("Trino read %d kinds of partitions, %d rows%n", Kind.values().length, rows);
            assertEquals(List.of(), different);
        }
    }

    private static int compare(
            Kind kind, TestDatabase source, Trino trino, String database, String attempt, List<String> different) {
        List<String> keys = kind.partitioning.keyNames();
        String columns = "select id, created_at" + (keys.contains("country") ? "" : ", country");
        List<String> expected = comparable(source.rows(columns
                + kind.values.stream().map(value -> ", " + value).collect(Collectors.joining())
                + " from events order by id"));
        List<String> found = comparable(trino.rows(columns
                + keys.stream().map(key -> ", \"" + key + "\"").collect(Collectors.joining())
                + " from hive.%s.%s order by id".formatted(database, kind.table())));
        if (!expected.equals(found)) {
            different.add("%s, %s: %d rows in Postgres, %d by Trino; without %s, and with %s"
                    .formatted(
                            attempt,
                            kind,
                            expected.size(),
                            found.size(),
                            expected.stream()
                                    .filter(row -> !found.contains(row))
                                    .limit(3)
                                    .toList(),
                            found.stream()
                                    .filter(row -> !expected.contains(row))
                                    .limit(3)
                                    .toList()));
        }
        return found.size();
    }

    private static List<String> comparable(List<List<@Nullable String>> rows) {
        return rows.stream()
                .map(row ->
                        row.stream().map(TrinoReadTest::withoutZone).toList().toString())
                .toList();
    }
}
