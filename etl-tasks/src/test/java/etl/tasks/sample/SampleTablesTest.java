package etl.tasks.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.sample.SampleTables.SampleTable;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SampleTablesTest {
    private final TestDatabase db = TestPostgres.database();

    @AfterEach
    void dropDatabase() {
        db.close();
    }

    @Test
    void tables_that_are_there_are_refused_and_stay_as_they_are() throws SQLException {
        db.execute("create table public.pets (name text); insert into public.pets values ('Rex')");

        EtlException refused = assertThrows(EtlException.class, () -> fill(Existing.REFUSE, 2));

        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("public.pets"), refused.getMessage());
        assertTrue(refused.getMessage().contains("--replace"), refused.getMessage());
        assertEquals(List.of(List.of("Rex")), db.rows("select * from public.pets"));
    }

    @Test
    void views_and_types_of_the_same_name_are_refused_too() {
        db.execute("create view public.pets as select 1 as n; create domain public.species as text");

        EtlException refused = assertThrows(EtlException.class, () -> fill(Existing.REFUSE, 2));

        assertTrue(refused.getMessage().contains("public.pets, public.species"), refused.getMessage());
    }

    @Test
    void tables_of_other_schemas_are_in_nobodys_way() throws SQLException {
        db.execute("create schema private; create table private.pets (n int)");

        fill(Existing.REFUSE, 2);

        assertEquals("2", db.text("select count(*) from public.pets"));
    }

    @Test
    void replace_makes_our_own_tables_anew() throws SQLException {
        fill(Existing.REFUSE, 2);

        fill(Existing.REPLACE, 3);

        assertEquals("3", db.text("select count(*) from public.pets"));
    }

    @Test
    void replace_fills_where_nothing_is() throws SQLException {
        fill(Existing.REPLACE, 3);

        assertEquals("3", db.text("select count(*) from public.pets"));
    }

    @Test
    void replace_refuses_tables_that_somebody_else_made() throws SQLException {
        fill(Existing.REFUSE, 2);
        db.execute(
                "drop table public.pets; create table public.pets (name text); comment on table public.pets is 'Mine.'");

        EtlException refused = assertThrows(EtlException.class, () -> fill(Existing.REPLACE, 2));

        assertTrue(
                refused.getMessage().contains("Not made by insert-data, so it isn't replaced: public.pets."),
                refused.getMessage());
        assertEquals("0", db.text("select count(*) from public.pets"));
    }

    @Test
    void replace_leaves_what_depends_on_a_table_alone() throws SQLException {
        fill(Existing.REFUSE, 2);
        db.execute("create view public.names as select name from public.pets");

        SQLException refused = assertThrows(SQLException.class, () -> fill(Existing.REPLACE, 3));

        assertTrue(refused.getMessage().contains("depend"), refused.getMessage());
        assertEquals("2", db.text("select count(*) from public.names"));
    }

    @Test
    void what_fails_half_way_leaves_nothing() throws SQLException {
        try (Connection connection = db.connect()) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> tables(100_000, 50_000).fill(connection, Existing.REFUSE, FillProgress.NONE));

            assertEquals("row 50000", thrown.getMessage());
            assertTrue(connection.getAutoCommit());
            assertEquals("0", db.text("select count(*) from pg_class where relname = 'pets'"));
            assertEquals("0", db.text("select count(*) from pg_type where typname = 'species'"));

            tables(5, 6).fill(connection, Existing.REFUSE, FillProgress.NONE);
            assertTrue(connection.getAutoCommit());
            assertEquals("5", db.text("select count(*) from public.pets"));
        }
    }

    @Test
    void rows_need_no_vacuum() throws SQLException {
        fill(Existing.REFUSE, 1000);

        assertEquals(
                "true",
                db.text("select relallvisible > 0 and relallvisible = relpages from pg_class where relname = 'pets'"));
    }

    private void fill(Existing existing, int rows) throws SQLException {
        try (Connection connection = db.connect()) {
            tables(rows, rows).fill(connection, existing, FillProgress.NONE);
        }
    }

    private static SampleTables tables(int rows, int failAt) {
        return new SampleTables(
                List.of(new SampleTable("pets", rows, out -> {
                    for (int i = 0; i < rows; i++) {
                        if (i == failAt) {
                            throw new IllegalStateException("row " + i);
                        }
                        out.row(2);
                        out.text("pet " + i);
                        out.text("dog");
                    }
                })),
                List.of("species"),
                """
                create type public.species as enum ('dog', 'cat');
                comment on type public.species is 'Made by etl insert-data.';
                create table public.pets (name text not null, species public.species);
                comment on table public.pets is 'Pets; not real ones. Made by etl insert-data.';
                """,
                "alter table public.pets add primary key (name); analyze public.pets");
    }
}
