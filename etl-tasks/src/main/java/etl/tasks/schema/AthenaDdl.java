package etl.tasks.schema;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.tasks.Partitioning;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statements that make a task's table in Athena, from the same shape that its files have.
///
/// @param database the Glue database; empty: the one that Athena is in
/// @param table the table's name
/// @param location where its partitions lie, ending in `/`
public record AthenaDdl(Optional<String> database, String table, String location) {
    /// What the Glue Data Catalog takes.
    private static final int MAX_COMMENT_LENGTH = 255;

    /// The statement that makes the table, without a semicolon.
    ///
    /// @param partitioning the keys of its partitions, each of which is a text
    public String of(RowShape shape, Partitioning partitioning, Comments comments) {
        List<String> columns =
                shape.columns().stream().map(column -> line(column, comments)).toList();
        return "CREATE EXTERNAL TABLE IF NOT EXISTS " + name() + " (\n"
                + String.join(",\n", columns)
                + "\n)\n"
                + comments.relation()
                        .map(text -> "COMMENT " + literal(comment(text)) + "\n")
                        .orElse("")
                + partitionedBy(partitioning.keyNames())
                + "STORED AS PARQUET\n"
                + "LOCATION " + literal(location);
    }

    private static String partitionedBy(List<String> keys) {
        return keys.isEmpty()
                ? ""
                : keys.stream()
                        .map(key -> quoted(key) + " string")
                        .collect(Collectors.joining(", ", "PARTITIONED BY (", ")\n"));
    }

    /// The statement that makes a view of the newest run date, without a semicolon: a copy of every night is in the
    /// table, and `count(*)` counts them all. Athena and Trino keep the partitions of a table in one of their own,
    /// `"orders$partitions"`.
    ///
    /// @return empty when the table has no run dates
    public Optional<String> latest(Partitioning partitioning) {
        return partitioning.date()
                ? Optional.of("""
                        CREATE OR REPLACE VIEW %s AS
                        SELECT * FROM %s
                        WHERE "%s" = (SELECT max("%3$s") FROM %s)""".formatted(
                                inQueries(table + "_latest"),
                                inQueries(table),
                                Partitioning.DATE_KEY,
                                inQueries(table + "$partitions")))
                : Optional.empty();
    }

    /// Athena takes names in backticks where it speaks Hive's language, and in double quotes where it speaks Trino's.
    private String inQueries(String name) {
        return database.map(one -> '"' + one + "\".").orElse("") + '"' + name + '"';
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
