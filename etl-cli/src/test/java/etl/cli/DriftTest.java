package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        database.execute("create table public.fruit (id int, color text, weight int);"
                + " insert into public.fruit values (1, 'red', 10)");
        Result first = run("2026-11-20");
        assertEquals(0, first.exitCode(), first.err());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_new_column_stops_the_run_until_it_is_left_out_or_published() throws IOException {
        database.execute("alter table public.fruit add note text default 'new'");

        Result refused = run("2026-11-21");
        assertEquals(20, refused.exitCode(), refused.err());
        assertTrue(
                refused.err()
                        .contains("fruit.note: new, string, and not in the files published last."
                                + " Publish it with --on-drift add (older rows have nulls there),"
                                + " or leave it out with --on-drift ignore."),
                refused.err());
        assertEquals(List.of("dt=2026-11-20"), partitions());

        Result left = run("2026-11-21", "--on-drift", "ignore");
        assertEquals(0, left.exitCode(), left.err());
        assertTrue(left.err().contains("fruit.note: new, string: it is left out, as on-drift is ignore"), left.err());
        assertEquals(List.of(List.of("1", "red", "10")), rows("2026-11-21"));

        Result added = run("2026-11-22", "--on-drift", "add");
        assertEquals(0, added.exitCode(), added.err());
        assertTrue(added.err().contains("fruit.note: new, string since the last run"), added.err());
        assertEquals(List.of(List.of("1", "red", "10", "new")), rows("2026-11-22"));

        assertEquals(0, run("2026-11-23").exitCode(), "published is what is there now");
    }

    @Test
    void a_column_that_has_gone_or_is_wider_stops_the_run_until_the_user_agrees() {
        database.execute("alter table public.fruit drop color, alter weight type bigint");

        Result refused = run("2026-11-21");
        assertEquals(20, refused.exitCode());
        assertTrue(refused.err().contains("fruit.color: gone, was string"), refused.err());
        assertTrue(refused.err().contains("fruit.weight: bigint, was int"), refused.err());

        assertEquals(0, run("2026-11-21", "--on-drift", "ignore").exitCode());
        assertEquals(List.of(List.of("1", "10")), rows("2026-11-21"));
    }

    @Test
    void a_type_that_athena_cannot_read_stops_the_run_whatever_is_chosen() throws IOException {
        database.execute("alter table public.fruit alter weight type text");

        for (String choice : List.of("fail", "ignore", "add")) {
            Result refused = run("2026-11-21", "--on-drift", choice);
            assertEquals(20, refused.exitCode(), refused.err());
            assertTrue(
                    refused.err()
                            .contains("fruit.weight: string, was int in the files published last. Athena can't read"),
                    refused.err());
        }
        assertEquals(List.of("dt=2026-11-20"), partitions());
        assertEquals(
                0,
                program()
                        .run("run", "--table", "fruit", "--name", "fruit_2", "--dest", "file:warehouse")
                        .exitCode());
    }

    @Test
    void another_order_or_nullability_is_no_drift() {
        database.execute("drop table public.fruit;"
                + " create table public.fruit (weight int not null, color text primary key, id int)");

        assertEquals(0, run("2026-11-21").exitCode());
    }

    @Test
    void the_shape_is_that_under_the_lock_even_if_an_alter_table_was_under_way() throws Exception {
        assertEquals(0, run("2026-11-21", "--dry-run").exitCode(), "the earlier look");
        try (Connection other = connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("alter table public.fruit add note text");
            CompletableFuture<Result> run = CompletableFuture.supplyAsync(() -> run("2026-11-21"));
            waitForLock();
            other.commit();

            Result refused = run.get(30, TimeUnit.SECONDS);
            assertEquals(20, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("fruit.note: new, string"), refused.err());
        }
        assertEquals(List.of("dt=2026-11-20"), partitions());
    }

    @Test
    void a_typed_task_is_compared_under_the_lock_too() throws Exception {
        Program program = program();
        assertEquals(0, program.run("insert-data", "--rows", "10").exitCode());
        assertEquals(
                0, program.run("run", "--task", "orders", "--dest", "file:shop").exitCode());
        try (Connection other = connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("alter table public.orders drop column country");
            CompletableFuture<Result> run = CompletableFuture.supplyAsync(
                    () -> program().run("run", "--task", "orders", "--dest", "file:shop", "--date", "2026-11-25"));
            waitForLock();
            other.commit();

            Result refused = run.get(30, TimeUnit.SECONDS);
            assertEquals(20, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("country: the record says String"), refused.err());
        }
    }

    @Test
    void check_tells_of_drift_before_the_run() {
        database.execute("alter table public.fruit add note text");

        Result problem = program().run("check", "--table", "fruit", "--dest", "file:warehouse");
        assertEquals(20, problem.exitCode(), problem.out());
        assertTrue(problem.out().contains("fruit.note: new, string"), problem.out());

        Result note = program().run("check", "--table", "fruit", "--dest", "file:warehouse", "--on-drift", "add");
        assertEquals(0, note.exitCode(), note.out());
        assertTrue(note.out().contains("note     drift since the last run: fruit.note: new, string"), note.out());
    }

    @Test
    void files_on_s3__are_compared_too() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        try (TestBucket bucket = TestS3.bucket()) {
            Program program = program()
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION);
            String[] run = {"run", "--table", "fruit", "--dest", bucket.uri("shop/")};
            assertEquals(0, program.run(run).exitCode());
            database.execute("alter table public.fruit add note text");
            Result refused = program.run(run);
            assertEquals(20, refused.exitCode(), refused.err());
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.database()),
                database.user(),
                database.password());
    }

    /// Waits until the run's planning waits for the other session's lock.
    private void waitForLock() throws InterruptedException {
        String waiting = "select count(*) from pg_stat_activity where application_name like 'etl/%'"
                + " and wait_event_type = 'Lock' and datname = current_database()";
        for (int attempt = 0; attempt < 200 && !"1".equals(database.text(waiting)); attempt++) {
            Thread.sleep(50);
        }
        assertEquals("1", database.text(waiting));
    }

    private Result run(String date, String... more) {
        return program()
                .run(Stream.concat(
                                Stream.of("run", "--table", "fruit", "--dest", "file:warehouse", "--date", date),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private Program program() {
        return new Program(folder).with(database);
    }

    private List<List<String>> rows(String date) {
        return DuckDb.file(folder.resolve("warehouse") + "/fruit/dt=" + date + "/*.parquet");
    }

    private List<String> partitions() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("warehouse/fruit"))) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
