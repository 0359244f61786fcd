package etl.tasks.schema;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.tasks.Partitioning;
import java.util.List;
import java.util.Optional;

/// The statement that makes a task's table in Athena, from the same shape that its files have.
///
/// @param database the Glue database; empty: the one that Athena is in
/// @param table the table's name
/// @param location where its partitions lie, ending in `/`
public record AthenaDdl(Optional<String> database, String table, String location) {
    /// What the Glue Data Catalog takes.
    private static final int MAX_COMMENT_LENGTH = 255;

    /// The statement, without a semicolon.
    public String of(RowShape shape, Comments comments) {
        List<String> columns =
                shape.columns().stream().map(column -> line(column, comments)).toList();
        return "CREATE EXTERNAL TABLE IF NOT EXISTS " + name() + " (\n"
                + String.join(",\n", columns)
                + "\n)\n"
                + comments.relation()
                        .map(text -> "COMMENT " + literal(comment(text)) + "\n")
                        .orElse("")
                + "PARTITIONED BY (" + quoted(Partitioning.DATE_KEY) + " string)\n"
                + "STORED AS PARQUET\n"
                + "LOCATION " + literal(location);
    }

    /// The table's name as Athena's DDL takes it.
    public String name() {
        return database.map(name -> quoted(name) + ".").orElse("") + quoted(table);
    }

    private static String line(Column column, Comments comments) {
        String comment = comments.columns().get(column.sourceName());
        return "  " + quoted(column.name()) + " "
                // Some fields have names that Hive keeps for itself.
                + GlueType.parse(column.type().glueType()).text(AthenaDdl::quoted)
                + (comment == null ? "" : " COMMENT " + literal(comment(comment)));
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String comment(String text) {
        String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= MAX_COMMENT_LENGTH ? line : line.substring(0, MAX_COMMENT_LENGTH - 1) + "…";
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
