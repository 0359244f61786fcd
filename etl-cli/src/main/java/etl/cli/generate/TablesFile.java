package etl.cli.generate;

import etl.cli.config.TableName;
import etl.cli.generate.SourceFile.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The class that names the tables of a package and gives their tasks to the program. What stands between its two marks
/// is this program's; a line there stays until it is written anew, so that tables come one after another. All else
/// belongs to people.
///
/// @param packageName the package
record TablesFile(String packageName) {
    static final String NAME = "Tables";

    private static final String BEGIN = "    // etl:begin Written by 'etl schemas generate'; add your own below.\n";
    private static final String END = "    // etl:end\n";
    private static final String INDENT = "    ";
    private static final Pattern CONSTANT = Pattern.compile("public static final Table<\\w+> (\\w+) =");
    private static final Pattern TASK = Pattern.compile("new Task\\.Extract<>\\((\\w+)\\)|(\\w+\\.TASK)");

    /// What the tables of one generation add.
    ///
    /// @param constants the declarations of tables by their names
    /// @param tasks the expressions of tasks
    record Entries(Map<String, String> constants, List<String> tasks) {}

    /// The line that declares a relation's table.
    static String constant(String constant, String record, TableName table) {
        String relation = table.relation().relation();
        String names = JavaNames.literal(table.relation().schema()) + ", " + JavaNames.literal(relation);
        String of = relation.equals(table.taskName())
                ? "Table.of(" + record + ".class, " + names + ")"
                : "Table.of(" + JavaNames.literal(table.taskName()) + ", " + record + ".class, " + names + ")";
        return "public static final Table<" + record + "> " + constant + " = " + of + ";";
    }

    Path path(Path folder) {
        return folder.resolve(packageName.replace('.', '/')).resolve(NAME + ".java");
    }

    /// What becomes of the file in this folder.
    SourceFile in(Path folder, Entries entries) throws IOException {
        Path path = path(folder);
        if (!Files.exists(path)) {
            return new SourceFile(path, State.CREATED, created(entries), List.of());
        }
        String existing = SourceFile.read(path);
        int begin = existing.indexOf("// etl:begin");
        int end = existing.indexOf(END.strip());
        if (begin < 0 || end < begin) {
            return new SourceFile(
                    path,
                    State.REFUSED,
                    existing,
                    List.of("It has lost the marks '// etl:begin' and '// etl:end' between which the tables stand."
                            + " Put them back, or move the file."));
        }
        Entries merged = merged(existing.substring(begin, end), entries);
        int lineStart = existing.lastIndexOf('\n', begin) + 1;
        int lineEnd = existing.indexOf('\n', end) + 1;
        String text = existing.substring(0, lineStart)
                + region(merged)
                + existing.substring(lineEnd == 0 ? existing.length() : lineEnd);
        if (text.equals(existing)) {
            return new SourceFile(path, State.UNCHANGED, existing, List.of());
        }
        List<String> lines = merged.constants.entrySet().stream()
                .filter(entry -> !existing.contains(entry.getValue()))
                .map(entry -> "+ " + entry.getKey())
                .toList();
        return new SourceFile(path, State.UPDATED, text, lines);
    }

    /// The region's own entries, and the new ones in their places or after them.
    private static Entries merged(String region, Entries entries) {
        Map<String, String> constants = new LinkedHashMap<>();
        Matcher constant = CONSTANT.matcher(region);
        while (constant.find()) {
            int end = JavaText.afterStatement(region, constant.start());
            constants.put(constant.group(1), region.substring(constant.start(), end));
        }
        constants.putAll(entries.constants);
        Set<String> tasks = new LinkedHashSet<>();
        int list = region.indexOf("generated()");
        Matcher task = TASK.matcher(list < 0 ? "" : region.substring(list));
        while (task.find()) {
            tasks.add(task.group());
        }
        tasks.addAll(entries.tasks);
        return new Entries(constants, new ArrayList<>(tasks));
    }

    private static String region(Entries entries) {
        StringBuilder text = new StringBuilder(BEGIN);
        // A statement's own lines, such as those of a query, are kept as they are: they are a text block's.
        entries.constants
                .values()
                .forEach(constant -> text.append(INDENT).append(constant).append('\n'));
        // Not a constant: tasks of other classes are made from the tables here.
        text.append('\n').append(INDENT).append("private static List<Task> generated() {\n");
        text.append(INDENT.repeat(2)).append("return List.of(");
        for (int i = 0; i < entries.tasks.size(); i++) {
            text.append(i == 0 ? "\n" : ",\n").append(INDENT.repeat(4)).append(entries.tasks.get(i));
        }
        return text.append(");\n").append(INDENT).append("}\n").append(END).toString();
    }

    private String created(Entries entries) {
        String body = """
                /// The tables of this package, and their tasks. `META-INF/services/etl.tasks.TaskProvider` names this class.
                public final class Tables implements TaskProvider {
                %s
                    @Override
                    public List<Task> tasks() {
                        return generated();
                    }
                }
                """.formatted(region(entries));
        Set<String> imports = new TreeSet<>(Imports.of(body));
        StringBuilder text = new StringBuilder("package " + packageName + ";\n\n");
        imports.forEach(name -> text.append("import ").append(name).append(";\n"));
        return text.append('\n').append(body).toString();
    }
}
