package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.schemas.Decimal;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What tests of whole runs share: a database, a warehouse in a folder, and what is left in both.
abstract class RunCase {
    static final LocalDate DATE = LocalDate.of(2026, 11, 22);
    static final Task ORDERS = relation("orders");

    @TempDir
    Path folder;

    TestDatabase database;
    final List<RunEvent> events = new ArrayList<>();

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    static Task relation(String name) {
        return new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty());
    }

    RunSettings settings(int workers, Reader reader, Task... tasks) {
        return new RunSettings(
                Databases.settings(database),
                List.of(tasks),
                DATE,
                new LocalDestination(folder.resolve("warehouse")),
                new NoCatalog(),
                workers,
                reader,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeOptions.DEFAULT,
                1L << 30);
    }

    RunReport run(int workers, Task... tasks) throws InterruptedException {
        return run(settings(workers, Reader.COPY, tasks));
    }

    RunReport run(RunSettings settings) throws InterruptedException {
        return new Run(settings, event -> {
                    synchronized (events) {
                        events.add(event);
                    }
                })
                .execute();
    }

    EtlException refused(RunSettings settings) {
        EtlException refused = assertThrows(EtlException.class, () -> run(settings));
        assertEquals(List.of(), files(), "something was left behind");
        assertEquals("0", sessionsLeft(), "a session was left behind");
        return refused;
    }

    /// The run's sessions. A backend goes a moment after its client has.
    @Nullable
    String sessionsLeft() {
        String count = "";
        for (int attempt = 0; attempt < 50 && !"0".equals(count); attempt++) {
            database.text("select pg_sleep(0.1)");
            count = database.text(
                    "select count(*) from pg_stat_activity where application_name like 'etl/%' and datname = current_database()");
        }
        return count;
    }

    /// All files but the log of commits.
    List<String> files() {
        Path warehouse = folder.resolve("warehouse");
        while (Files.exists(warehouse)) {
            try (Stream<Path> files = Files.walk(warehouse)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> warehouse.relativize(file).toString())
                        .filter(file -> !file.startsWith(".etl/commits/"))
                        .sorted()
                        .toList();
            } catch (NoSuchFileException | UncheckedIOException changing) {
                // A run removes what it has staged while we look: look again.
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.of();
    }

    static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    /// The rows of a table at the destination by both readers, which must agree.
    List<List<@Nullable String>> published(String table) {
        List<List<@Nullable String>> byParquetJava = new ArrayList<>();
        for (String file : files()) {
            if (file.startsWith(table + "/")) {
                byParquetJava.addAll(
                        ParquetJava.rows(folder.resolve("warehouse").resolve(file)));
            }
        }
        List<List<@Nullable String>> byDuckDb =
                sorted(DuckDb.file(folder.resolve("warehouse") + "/" + table + "/dt=2026-11-22/*.parquet"));
        assertEquals(byDuckDb, sorted(byParquetJava));
        return byDuckDb;
    }

    void assertPublished(String table, String sql) {
        assertEquals(sorted(database.rows(sql)), published(table));
    }

    record Item(
            long id,
            @Nullable String name,
            @Nullable @Decimal(precision = 12, scale = 2) BigDecimal price,
            Instant createdAt) {}

    static final String ITEMS = """
            create table items (unread text default 'x', id bigint primary key, name varchar(40), price numeric(12,2), created_at timestamptz(3) not null);
            insert into items (id, name, price, created_at) select n, nullif('item ' || n, 'item 7'), n * 0.01, timestamptz '2026-01-01+00' + n * interval '1 s'
              from generate_series(1, 2000) as n
            """;

    record Priced(
            long id, @Decimal(precision = 14, scale = 4) BigDecimal gross) {}

    record Rate(
            String country,
            @Decimal(precision = 5, scale = 4) BigDecimal rate) {}

    record Sale(
            long id,
            String country,
            @Decimal(precision = 12, scale = 2) BigDecimal net) {}

    /// Ten splits over a table of more than 64 MiB.
    static String ordersOfTenSplits(String lastRow) {
        return """
               create table orders (id int primary key, at date not null, pad text) with (fillfactor = 10);
               insert into orders select n, date '2026-01-01', repeat('x', 10) from generate_series(1, 150000) as n;
               insert into orders values (150001, %s, 'last')
               """.formatted(lastRow);
    }
}
