package etl.cli.config;

import etl.schemas.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A table's name as Postgres reads it: `sales.orders`, `"Sales"."Order Items"`. What isn't quoted is folded to lower
/// case; a name without a schema is in `public`.
///
/// @param relation the exact names
public record TableName(Table.FromRelation relation) {
    private static final String DEFAULT_SCHEMA = "public";
    private static final Pattern PART =
            Pattern.compile("\\G(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))(\\.|$)");
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern TASK_NAME = Pattern.compile("[a-z0-9_]+");

    /// @throws IllegalArgumentException when the text is no table's name, with a sentence that says why
    public static TableName parse(String text) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        boolean more = true;
        while (more && matcher.find()) {
            String quoted = matcher.group(1);
            parts.add(quoted == null ? matcher.group(2).toLowerCase(Locale.ROOT) : quoted.replace("\"\"", "\""));
            end = matcher.end();
            more = !matcher.group(3).isEmpty();
        }
        if (end != text.length() || more || parts.size() > 2) {
            throw new IllegalArgumentException("'" + text
                    + "' is no table's name. Write SCHEMA.TABLE, such as public.orders or sales.\"Order Items\".");
        }
        String schema = parts.size() == 2 ? parts.getFirst() : DEFAULT_SCHEMA;
        return new TableName(new Table.FromRelation(schema, parts.getLast()));
    }

    /// The name of the task that reads the table: the table's, folded, with the schema in front unless that is
    /// `public`.
    public String taskName() {
        String table = folded(relation.relation());
        return relation.schema().equals(DEFAULT_SCHEMA) ? table : folded(relation.schema()) + "_" + table;
    }

    /// The name as [#parse] reads it: `sales."Order Items"`.
    public String text() {
        return part(relation.schema()) + "." + part(relation.relation());
    }

    private static String part(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /// Whether tasks may have this name.
    public static boolean isTaskName(String name) {
        return TASK_NAME.matcher(name).matches();
    }

    /// The name in `[a-z0-9_]`.
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }
}
