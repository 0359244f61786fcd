package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A database in SQL_ASCII holds bytes of any encoding. Those that are UTF-8 are exported, the others are special values.
class SqlAsciiTest {
    record Words(
            long id,
            @Nullable String word,
            @Nullable String padded,
            @Nullable String name,
            @Nullable String mood,
            @Nullable String document,
            @Nullable String range) {}

    private static final TypeGroup WORDS =
            new TypeGroup("words", Optional.of(Words.class), UnaryOperator.identity(), List.of());

    private static TestDatabase parent;
    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        parent = TestPostgres.database();
        String name = parent.database() + "_ascii";
        parent.execute(
                "create database " + name + " encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0");
        database = new TestDatabase(parent.host(), parent.port(), name, parent.user(), parent.password());
        database.execute("""
                create type mood as enum ('sad', 'glad');
                create type words_between as range (subtype = text);
                create table words (id int8 primary key, word text, padded char(6), name varchar(9), mood mood, document json,
                  range words_between);
                insert into words values (1, 'fine', 'a', 'b', 'sad', '{}', '[a,b)'),
                  (2, E'\\xc3\\xa9', E'\\xc3\\xa9', E'\\xc3\\xa9', 'glad', E'"\\xc3\\xa9"', null), (3, null, null, null, null, null, null);
                """);
    }

    @AfterAll
    static void drop() {
        database.close();
        parent.close();
    }

    private void run(Reading reading, OnSpecial policy, String condition) throws InterruptedException {
        TypeRuns.run(
                database,
                reading,
                TypeOptions.DEFAULT.withOnSpecial(policy),
                List.of(TypeRuns.task(WORDS, reading, condition)),
                folder);
    }

    private List<List<@Nullable String>> words() {
        return DuckDb.file(folder + "/words/*/*.parquet");
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void text_that_is_utf8_is_exported(Reading reading) throws Exception {
        run(reading, OnSpecial.FAIL, "id <= 3");
        assertEquals(
                List.of(
                        List.of("1", "fine", "a     ", "b", "sad", "{}", "[a,b)"),
                        Arrays.asList("2", "é", "é    ", "é", "glad", "\"é\"", null),
                        Arrays.asList("3", null, null, null, null, null, null)),
                words());
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void other_text_is_a_special_value_named_with_its_column_and_row(Reading reading) throws Exception {
        for (String column : List.of("word", "padded", "name", "document", "range")) {
            String value =
                    column.equals("document") ? "E'\"\\xe9\"'" : column.equals("range") ? "E'[\\xe9,)'" : "E'caf\\xe9'";
            database.execute("delete from words where id = 4; insert into words (id, %s) values (4, %s)"
                    .formatted(column, value));
            EtlException refused = assertThrows(EtlException.class, () -> run(reading, OnSpecial.FAIL, "id = 4"));
            assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode(), refused.getMessage());
            assertTrue(
                    refused.getMessage().startsWith("words." + column + ": the text with the bytes "),
                    refused.getMessage());
            assertTrue(refused.getMessage().contains("e9"), refused.getMessage());
            assertTrue(refused.getMessage().contains("(row id=4)"), refused.getMessage());
            run(reading, OnSpecial.NULL, "id = 4");
            assertEquals(List.of(Arrays.asList("4", null, null, null, null, null, null)), words());
        }
    }
}
