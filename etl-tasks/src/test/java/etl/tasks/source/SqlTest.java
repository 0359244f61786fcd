package etl.tasks.source;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.testkit.TestPostgres;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Upper Case",
                "quo\"te",
                "back\\slash",
                "new\nline",
                "emoji 🦀",
                "'",
                "select",
                "a;b",
                "$1",
                "?"
            })
    void any_name_is_quoted_so_that_the_server_takes_it_as_it_is(String name) {
        try (var database = TestPostgres.database()) {
            database.execute("create table " + Sql.identifier(name) + " (n int)");
            assertEquals(name, database.text("select relname from pg_class where relname = " + Sql.literal(name)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a > 1",
                "a = ';'",
                "a = $$;$$",
                "\"a;b\" = 1",
                "a = E'\\';'",
                "a ? 'k' -- comment ; here",
                "a /* ; */ = 1"
            })
    void a_condition_that_is_one_expression_is_accepted(String condition) {
        assertDoesNotThrow(() -> Sql.requireOneStatement("--where", "SELECT 1 WHERE (" + condition + "\n)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a = 1); commit; create table evil (n int", "true); drop table t; select (1", "1=1) ; select (1"
            })
    void a_condition_with_a_second_statement_is_refused(String condition) {
        EtlException refused = assertThrows(
                EtlException.class, () -> Sql.requireOneStatement("--where", "SELECT 1 WHERE (" + condition + "\n)"));
        assertTrue(refused.getMessage().startsWith("--where must be one statement"), refused.getMessage());
    }
}
