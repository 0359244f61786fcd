package etl.tasks.jdbc;

import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.tasks.source.SplitPlanner;
import java.util.List;

/// Writes statements for a database that isn't Postgres. Names are quoted as its driver says.
///
/// @param quote what stands before and after a name; a space: names can't be quoted
public record JdbcSql(String quote) {
    private static final String WHOLE = "(1 = 1)";

    /// A name, exactly as it is.
    public String identifier(String name) {
        return quote.isBlank() ? name : quote + name.replace(quote, quote + quote) + quote;
    }

    /// A statement that reads rows.
    ///
    /// @param columns the exact names of the columns to read; empty: all
    /// @param conditions what rows must meet
    public String select(Table.Rows rows, List<String> columns, List<String> conditions) {
        String list = columns.isEmpty()
                ? "*"
                : String.join(", ", columns.stream().map(this::identifier).toList());
        String sql = "SELECT " + list + " FROM " + from(rows);
        return conditions.isEmpty()
                ? sql
                : sql + " WHERE "
                        + String.join(
                                " AND ",
                                conditions.stream()
                                        .map(condition -> "(" + condition + "\n)")
                                        .toList());
    }

    /// A statement whose only condition is this one, without parentheses around it.
    String conditionAlone(Table.Rows rows, String condition) {
        return "SELECT 1 FROM " + from(rows) + " WHERE " + condition;
    }

    /// A statement that counts the rows of another.
    String count(String statement) {
        return "SELECT COUNT(*) FROM (" + statement + "\n) " + identifier("q");
    }

    private String from(Table.Rows rows) {
        return switch (rows) {
            case FromRelation relation ->
                relation.schema().isEmpty()
                        ? identifier(relation.relation())
                        : identifier(relation.schema()) + "." + identifier(relation.relation());
            case FromFile file -> throw SplitPlanner.noStatement(file);
            case FromQuery query -> "(" + query.sql().replace(Table.SPLIT_MARK, WHOLE) + "\n) " + identifier("q");
        };
    }
}
