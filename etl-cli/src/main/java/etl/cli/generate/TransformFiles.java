package etl.cli.generate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The sources of a combined task: the query's declaration, and two files that are somebody's once they are there.
///
/// @param packageName the package
/// @param name the task's name
/// @param output the record that is written
/// @param input the record that the query's rows are
/// @param joined the query
record TransformFiles(String packageName, String name, String output, String input, Joined joined) {
    private static final String BLOCK_INDENT = " ".repeat(12);

    /// The declaration of the query's table, for [TablesFile].
    String constant(String constant) {
        String block = JavaNames.textBlock(joined.sql())
                .lines()
                .map(line -> BLOCK_INDENT + line)
                .collect(Collectors.joining("\n"));
        return "public static final Table<%1$s> %2$s = Table.ofQuery(%3$s, %1$s.class, \"\"\"\n%4$s\n%5$s\"\"\", %6$s, %7$s, %8$s);"
                .formatted(
                        input,
                        constant,
                        JavaNames.literal(name),
                        block,
                        BLOCK_INDENT,
                        JavaNames.literal(joined.driving().schema()),
                        JavaNames.literal(joined.driving().relation()),
                        JavaNames.literal(joined.alias()));
    }

    /// The record that is written: for a beginning, all that is read.
    String output(List<Component> components) {
        String list = components.stream().map(Component::text).collect(Collectors.joining(",\n        "));
        return file("""
                /// A row of `%s`: what [%sTask] makes of a [%s].
                ///
                /// This file is yours: add the derived fields here, and their values there; take out what nobody needs.
                public record %s(
                        %s) {}
                """.formatted(name, output, input, output, list), list);
    }

    /// The task with its function.
    String task(String constant, List<Component> components) {
        String values = components.stream()
                .map(component -> "in." + component.name() + "()")
                .collect(Collectors.joining(",\n                "));
        String body = """
                /// The task `%1$s`, over %2$s.
                ///
                /// The server joins them along their foreign keys: the query stands in [Tables]. This file is yours.
                public final class %3$sTask {
                    public static final Task TASK = new Task.Transform<>(
                            %4$s, Tables.%5$s, %3$s.class, List.of(), %3$sTask::row);

                    private %3$sTask() {}

                    /// The row to write for one that was read; null would leave it out. Called by several workers at once.
                    static %3$s row(%6$s in, Lookups lookups) {
                        return new %3$s(
                                %7$s
                                // Derived fields: give their values here, in the order of the record's components.
                                );
                    }
                }
                """.formatted(name, joined.words(), output, JavaNames.literal(name), constant, input, values);
        return file(body, body);
    }

    private String file(String body, String needing) {
        Set<String> imports = new TreeSet<>(Imports.of(needing));
        StringBuilder text = new StringBuilder("package " + packageName + ";\n\n");
        imports.forEach(imported -> text.append("import ").append(imported).append(";\n"));
        return text.append(imports.isEmpty() ? "" : "\n").append(body).toString();
    }
}
