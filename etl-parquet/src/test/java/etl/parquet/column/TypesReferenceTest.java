package etl.parquet.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.ColumnRule.Reference;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.inspect.ParquetTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of docs/types.md follows from the column types. `./mvnw -pl etl-parquet -am test -Dtest=TypesReferenceTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Detl.docs.write=true` writes it anew.
class TypesReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "types.md");
    private static final String BEGIN = "<!-- begin: generated, see TypesReferenceTest -->";
    private static final String END = "<!-- end: generated -->";

    /// A number of open digits is shown as if it were decided.
    private static final TypeOptions ATHENA = TypeOptions.DEFAULT.withNumeric(new AsDecimal(38, 9));

    @Test
    void the_page_has_one_line_for_each_type() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "| Postgres | Java component | Parquet | Glue | Parquet with `target: parquet` | notes |",
                "|---|---|---|---|---|---|"));
        ColumnType.rules().forEach(rule -> rule.references().forEach(reference -> lines.add(line(rule, reference))));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end > begin, "the page has lost its marks");
        String generated = "\n" + String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("etl.docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + generated + page.substring(end));
        } else {
            assertEquals(
                    generated,
                    page.substring(begin, end),
                    "docs/types.md is stale; this test's comment says how to" + " write it anew");
        }
    }

    @Test
    void every_column_type_stands_in_the_reference() {
        Set<Class<?>> referred = ColumnType.rules().stream()
                .flatMap(rule -> rule.references().stream().map(reference -> type(rule, reference, ATHENA)))
                .map(ColumnType::getClass)
                .collect(Collectors.toSet());
        assertEquals(Set.of(ColumnType.class.getPermittedSubclasses()), referred);
        assertEquals(
                ColumnType.class.getPermittedSubclasses().length,
                ColumnType.rules().size());
    }

    @Test
    void a_type_is_found_by_the_rule_that_refers_to_it() {
        ColumnType.rules()
                .forEach(rule -> rule.references()
                        .forEach(reference -> assertEquals(
                                rule.ofSource(reference.example(), ATHENA),
                                ColumnType.ofSource(reference.example(), ATHENA))));
    }

    private static ColumnType type(ColumnRule rule, Reference reference, TypeOptions options) {
        return switch (rule.ofSource(reference.example(), options)) {
            case Resolution.Found found -> found.type();
            case Resolution.Refused refused ->
                throw new AssertionError(reference + ": " + refused.refusal().problem());
            case Resolution.Other other -> throw new AssertionError(reference + " is not the type of its own rule");
        };
    }

    private static String line(ColumnRule rule, Reference reference) {
        ColumnType athena = type(rule, reference, ATHENA);
        String parquet = parquet(athena);
        String richer = parquet(type(rule, reference, ATHENA.withTarget(Target.PARQUET)));
        return "| %s | %s | %s | `%s` | %s | %s |"
                .formatted(
                        code(reference.postgres()),
                        athena.javaType() == List.class && athena.component().equals("List")
                                ? "a record"
                                : "`" + athena.component() + "`",
                        parquet,
                        athena.glueType(),
                        richer.equals(parquet) ? "" : richer,
                        reference.notes());
    }

    private static String code(String postgres) {
        return postgres.contains("`") ? postgres : "`" + postgres + "`";
    }

    private static String parquet(ColumnType type) {
        return "`" + ParquetTypes.describe(type.parquetType("column", true)) + "`";
    }
}
