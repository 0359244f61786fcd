package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The role of docs/postgres.md: its statements are run as they stand there, a run works with exactly that role, and says
/// what to grant when one right is missing.
class DatabaseRoleTest {
    private static final Path PAGE = Path.of("..", "docs", "postgres.md");

    @TempDir
    private Path folder;

    private static TestDatabase database;
    private static TestDatabase reader;

    @BeforeAll
    static void make() throws IOException {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "RDS' roles aren't there");
        database = TestPostgres.database();
        database.execute("""
                create table fruit (id int primary key, color text);
                insert into fruit values (1, 'red'), (2, 'green');
                create table tree (id int primary key);
                insert into tree values (1);
                alter table tree enable row level security;
                create policy few on tree using (id < 1);
                create view ripe as select id from fruit;
                do $$ begin
                  create role rds_iam;
                exception when duplicate_object or unique_violation then null;
                end $$""");
        reader = new TestDatabase(
                database.host(),
                database.port(),
                database.database(),
                database.database() + "_etl_reader",
                "change me");
        List<String> statements = statements();
        assertTrue(statements.size() >= 10, statements::toString);
        statements.forEach(database::execute);
        database.execute("create table later as select 1 as id");
    }

    @AfterAll
    static void drop() {
        if (database != null) {
            database.execute("drop owned by " + reader.user());
            database.close();
        }
    }

    /// All of the page, with this test's names.
    private static List<String> statements() throws IOException {
        Matcher blocks = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        List<String> statements = new ArrayList<>();
        while (blocks.find()) {
            Stream.of(blocks.group(1).split(";\n")).map(DatabaseRoleTest::named).forEach(statements::add);
        }
        return statements;
    }

    private static String named(String sql) {
        return sql.replace("etl_reader", reader.user()).replace("DATABASE shop", "DATABASE " + database.database());
    }

    private Result run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "--dest", "file:warehouse", "--log-format", "text"));
        arguments.addAll(Arrays.asList(more));
        return new Program(folder)
                .with(reader)
                .with("ETL_SOURCE_RETRY_PAUSE", "10ms")
                .run(arguments.toArray(String[]::new));
    }

    private static final String[] EVERYTHING = {
        "--table", "public.fruit", "--table", "public.tree", "--table", "public.later", "--table", "public.ripe"
    };

    @Test
    void a_run_of_tables_views_later_tables_and_tables_with_policies_needs_no_more() {
        Result check = new Program(folder).with(reader).run("check", "--table", "public.fruit");
        assertEquals(0, check.exitCode(), check.out());
        assertTrue(check.out().contains("It can only read, and sees every row"), check.out());

        Result run = run(EVERYTHING);

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("tree: published 1 row"), run.err());
    }

    @Test
    void the_role_reads_and_cannot_write() {
        for (String forbidden : List.of(
                "insert into fruit values (3, 'blue')",
                "set transaction read write; insert into fruit values (3, 'blue')",
                "create table mine (id int)",
                "create temporary table mine (id int)")) {
            IllegalStateException refused = org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalStateException.class, () -> reader.execute(forbidden));
            assertTrue(
                    refused.getMessage().contains("permission denied")
                            || refused.getMessage().contains("read-only transaction"),
                    refused.getMessage());
        }
    }

    /// @param undone what takes one right away
    /// @param done what gives it back
    /// @param exitCode the run's
    /// @param message a part of the one message
    private record Missing(String undone, String done, int exitCode, String message) {
        @Override
        public String toString() {
            return undone;
        }
    }

    static Stream<Missing> missing() {
        return Stream.of(
                new Missing(
                        "ALTER ROLE etl_reader NOLOGIN",
                        "ALTER ROLE etl_reader LOGIN",
                        2,
                        "refuses the login: role \"etl_reader\" is not permitted to log in. Check the role and its password"),
                new Missing(
                        "ALTER ROLE etl_reader PASSWORD 'another'",
                        "ALTER ROLE etl_reader PASSWORD 'change me'",
                        2,
                        "refuses the login: password authentication failed for user \"etl_reader\". Check the role and its password"),
                new Missing(
                        "ALTER ROLE etl_reader CONNECTION LIMIT 0",
                        "ALTER ROLE etl_reader CONNECTION LIMIT 8",
                        10,
                        "has no connection left: too many connections for role \"etl_reader\". Lower --workers, or free connections on the server."),
                new Missing(
                        "REVOKE CONNECT ON DATABASE shop FROM etl_reader",
                        "GRANT CONNECT ON DATABASE shop TO etl_reader",
                        2,
                        "can't be used by the role: permission denied for database \"shop\". GRANT CONNECT ON DATABASE shop TO etl_reader."),
                new Missing(
                        "REVOKE USAGE ON SCHEMA public FROM etl_reader",
                        "GRANT USAGE ON SCHEMA public TO etl_reader",
                        2,
                        "permission denied for schema public. Grant the role SELECT on it (and USAGE on its schema)."),
                new Missing(
                        "REVOKE SELECT ON fruit FROM etl_reader",
                        "GRANT SELECT ON fruit TO etl_reader",
                        2,
                        "permission denied for table fruit. Grant the role SELECT on it (and USAGE on its schema)."),
                new Missing(
                        "REVOKE SELECT ON ripe FROM etl_reader",
                        "GRANT SELECT ON ripe TO etl_reader",
                        2,
                        "permission denied for view ripe. Grant the role SELECT on it (and USAGE on its schema)."),
                new Missing(
                        "ALTER ROLE etl_reader NOBYPASSRLS",
                        "ALTER ROLE etl_reader BYPASSRLS",
                        2,
                        "query would be affected by row-level security policy for table \"tree\". Rows would be left out silently: give the role BYPASSRLS, or read a view made for it."));
    }

    @ParameterizedTest
    @MethodSource("missing")
    void one_right_less_is_one_message(Missing one) {
        database.execute(named(one.undone()));

        Result run;
        try {
            run = run(EVERYTHING);
        } finally {
            database.execute(named(one.done()));
        }

        assertEquals(one.exitCode(), run.exitCode(), run.err());
        String message = one.message()
                .replace("etl_reader", reader.user())
                .replace("\"shop\"", "\"" + database.database() + "\"")
                .replace("DATABASE shop", "DATABASE " + database.database());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(
                1, run.err().lines().filter(line -> line.startsWith("etl: ")).count(), run.err());
    }

    @Test
    void who_holds_a_lock_is_told_as_far_as_the_role_may_see_it() throws Exception {
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table fruit in access exclusive mode");

            Result told = locked();
            assertTrue(told.err().contains("lock table fruit in access exclusive mode"), told.err());

            database.execute(named("REVOKE pg_read_all_stats FROM etl_reader"));
            Result hidden = locked();
            database.execute(named("GRANT pg_read_all_stats TO etl_reader"));
            assertTrue(hidden.err().contains("pg_read_all_stats would let the role see"), hidden.err());
        }
    }

    private Result locked() {
        Result run = new Program(folder)
                .with(reader)
                .with("ETL_SOURCE_LOCK_TIMEOUT", "200ms")
                .with("ETL_SOURCE_RETRY_PAUSE", "10ms")
                .run("run", "--dest", "file:warehouse", "--table", "public.fruit", "--log-format", "text");
        assertEquals(21, run.exitCode(), run.err());
        return run;
    }
}
