package etl.tasks.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table.FromRelation;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void every_worker_sees_what_the_snapshot_saw() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("create table t as select n from generate_series(1, 10) as n");
            try (Connections connections = Databases.connections(database);
                    Locker locker = Locker.open(connections)) {
                locker.lock("SELECT n FROM public.t");
                try (Snapshot snapshot = Snapshot.export(connections, locker)) {
                    database.execute("insert into t values (11)");
                    try (Connection first = snapshot.importInto(connections.connect());
                            Connection second = snapshot.importInto(connections.connect())) {
                        database.execute("delete from t where n < 5");
                        assertEquals("10", one(first, "select count(*) from t"));
                        assertEquals("10", one(second, "select count(*) from t"));
                    }
                }
            }
        }
    }

    @Test
    void nobody_can_truncate_what_the_run_has_planned_to_read() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("""
                    create table plain (n int);
                    create table parent (n int) partition by range (n);
                    create table leaf partition of parent for values from (0) to (9);
                    create materialized view summary as select 1 as n;
                    create view shown as select n from plain
                    """);
            try (Connections connections = Databases.connections(database);
                    Locker locker = Locker.open(connections)) {
                locker.lock("SELECT n FROM public.shown");
                locker.lock("SELECT n FROM public.parent");
                locker.lock("SELECT n FROM public.summary");
                for (String ddl : new String[] {
                    "truncate plain",
                    "truncate leaf",
                    "alter table parent add column more int",
                    "drop view shown",
                    "refresh materialized view summary"
                }) {
                    assertThrows(
                            RuntimeException.class,
                            () -> database.execute("set lock_timeout = '50ms'; " + ddl),
                            () -> ddl + " went through");
                }
            }
            database.execute("truncate plain");
        }
    }

    @Test
    void a_query_that_cannot_be_planned_leaves_the_earlier_locks() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("create table t (n int)");
            try (Connections connections = Databases.connections(database);
                    Locker locker = Locker.open(connections)) {
                locker.lock("SELECT n FROM public.t");
                assertThrows(SQLException.class, () -> locker.lock("SELECT m FROM public.t"));
                assertThrows(RuntimeException.class, () -> database.execute("set lock_timeout = '50ms'; truncate t"));
            }
        }
    }

    @Test
    void a_role_with_column_grants_only_can_lock_what_it_reads() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("create table t (n int, secret text)");
            try (var role =
                    database.role("column_reader_" + ProcessHandle.current().pid())) {
                database.execute("grant select (n) on t to " + role.user());
                try (Connections connections = Databases.connections(role);
                        Locker locker = Locker.open(connections)) {
                    locker.lock("SELECT n FROM public.t");
                    SQLException refused =
                            assertThrows(SQLException.class, () -> locker.lock("SELECT secret FROM public.t"));
                    assertEquals("42501", refused.getSQLState());
                }
            }
        }
    }

    @Test
    void rows_that_a_policy_would_hide_are_an_error() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("""
                    create table t as select n from generate_series(1, 100) as n;
                    alter table t enable row level security;
                    create policy few on t using (n <= 90)
                    """);
            TestDatabase role = database.role("policed");
            database.execute("grant select on t to " + role.user());
            try (Connections connections = Databases.connections(role);
                    Locker locker = Locker.open(connections)) {
                SQLException refused = assertThrows(SQLException.class, () -> locker.lock("SELECT n FROM public.t"));
                String message = SourceErrors.of("t", refused).getMessage();
                assertTrue(message.contains("BYPASSRLS"), message);
            }
        }
    }

    @Test
    void sessions_read_only_under_pinned_settings_and_the_runs_name() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("alter database " + database.database() + " set timezone = 'Asia/Tokyo'");
            database.execute("alter database " + database.database() + " set statement_timeout = '1s'");
            try (Connections connections = Databases.connections(database);
                    Connection session = connections.connect()) {
                assertEquals("UTC", one(session, "show timezone"));
                assertEquals("0", one(session, "show statement_timeout"));
                assertEquals("off", one(session, "show row_security"));
                assertEquals("iso_8601", one(session, "show intervalstyle"));
                assertEquals("on", one(session, "show transaction_read_only"));
                assertEquals("etl/test", one(session, "show application_name"));
            }
        }
    }

    @Test
    void a_relation_that_is_not_there_is_refused_with_names_that_come_near() {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute(
                    "create schema sales; create table sales.orders (n int); create table public.orders_old (n int)");
            try (Connections connections = Databases.connections(database);
                    Locker locker = Locker.open(connections)) {
                String message = assertThrows(
                                RuntimeException.class, () -> locker.relation(new FromRelation("public", "Orders")))
                        .getMessage();
                assertEquals(
                        "There is no relation public.Orders in the database, or the role can't see it. Did you mean sales.orders, public.orders_old?",
                        message.replace("public.orders_old, sales.orders", "sales.orders, public.orders_old"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
