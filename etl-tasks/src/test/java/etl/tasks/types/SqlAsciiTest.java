package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.run.RunReport;
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
import org.junit.jupiter.api.Test;
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

    @Test
    void what_the_message_proposes_exports_it() throws Exception {
        database.execute("delete from words where id = 4; insert into words (id, word) values (4, E'caf\\xe9')");
        String converted = "convert_from(convert(convert_to(word, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'UTF8')";
        EtlException refused = assertThrows(EtlException.class, () -> run(Reading.RELATION, OnSpecial.FAIL, "id = 4"));
        assertTrue(refused.getMessage().endsWith("Or convert it in a query: " + converted + "."), refused.getMessage());
        Task query = new Task.Relation(
                "words",
                new Table.FromQuery("select " + converted + " as word from words where id = 4", Optional.empty()),
                List.of(),
                Optional.empty());
        TypeRuns.run(database, Reading.RELATION, TypeOptions.DEFAULT, List.of(query), folder);
        assertEquals(List.of(List.of("café")), words());
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void those_that_become_null_are_counted(Reading reading) throws Exception {
        database.execute("delete from words where id > 3;"
                + " insert into words (id, word, name) values (4, E'caf\\xe9', E'caf\\xe9'), (5, E'\\xff', 'b')");
        RunReport report = TypeRuns.run(
                database,
                reading,
                TypeOptions.DEFAULT.withOnSpecial(OnSpecial.NULL),
                List.of(TypeRuns.task(WORDS, reading, "true")),
                folder);
        assertEquals(
                List.of(0L, 2L, 0L, 1L, 0L, 0L, 0L),
                report.tasks().getFirst().columns().stream()
                        .map(RunReport.ColumnReport::replaced)
                        .toList());
    }
}
