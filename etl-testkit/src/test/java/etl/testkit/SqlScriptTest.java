package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlScriptTest {
    private static final String DUMP = """
            -- A dump; it's quoted in every way
            \\restrict abc
            drop database if exists elsewhere;
            \\connect elsewhere
            set client_encoding = 'UTF8';
            select pg_catalog.set_config('search_path', '', false);
            /* a comment /* in a comment; */ ; */
            create table public."odd;""name" (id int, t text, o jsonb);
            alter table public."odd;""name" owner to nobody_there;
            grant select on public."odd;""name" to nobody_there;
            create function public.one() returns text language plpgsql as $fn$
            begin
              return $$;$$ || ';'; -- ';
            end $fn$;
            create function public.two(n int) returns int language sql
            begin atomic
              select n + 1;
              select case when n > 0 then 2 else 3 end;
            end;
            create rule "r" as on delete to public."odd;""name" do instead (select 1; select 2);
            insert into public."odd;""name" values (1, E'it''s \\'; ', '{"a": "?"}');
            copy public."odd;""name" (id, t) from stdin;
            2\t;\\\\\\\\
            3\t\\N
            4\t'"$$
            \\.

            update public."odd;""name" set t = public.one() || public.two(1) where o ? 'a';;
            \\echo done
            """;

    @TempDir
    Path directory;

    @Test
    void dump_is_run_as_by_psql() {
        try (var db = TestPostgres.database()) {
            SqlScript.run(DUMP, db);
            assertEquals(
                    List.of("(1,;;2)", "(2,\";\\\\\\\\\")", "(3,)", "(4,\"'\"\"$$\")"),
                    db.rows("select row(id, t)::text from \"odd;\"\"name\" order by id").stream()
                            .map(List::getFirst)
                            .toList());
        }
    }

    @Test
    void script_is_read_in_the_encoding_that_it_declares() throws IOException {
        var file = directory.resolve("latin1.sql");
        Files.write(
                file,
                "/* é */ set client_encoding to 'LATIN1'; create table t as select 'Zürich' as city"
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (var db = TestPostgres.database()) {
            SqlScript.run(file, db);
            assertEquals("Zürich", db.text("select city from t"));
        }
    }

    @Test
    void what_cannot_be_run_is_named() {
        try (var db = TestPostgres.database()) {
            for (var script : List.of(
                    "select 1; \\i more.sql", "\\copy t from 'x'", "select 'a", "select $a$ $b$", "/* a", "nonsense")) {
                var refused = assertThrows(RuntimeException.class, () -> SqlScript.run(script, db));
                var cause = script.substring(script.lastIndexOf(';') + 1)
                        .strip()
                        .split(" ")[0]
                        .replace("select", "");
                assertTrue(String.valueOf(refused.getMessage()).contains(cause), refused.getMessage());
            }
        }
    }
}
