package etl.cli.generate;

import etl.cli.config.TableName;
import etl.parquet.SourceColumn;
import etl.tasks.EtlException;
import etl.tasks.Nearest;
import etl.tasks.schema.Comments;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Locker;
import etl.tasks.source.RelationInfo;
import etl.tasks.source.SplitPlanner;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A table as the generator sees it.
///
/// @param name its names
/// @param columns the columns that are asked for, in the order of the question; all in the table's order when none are
/// @param comments what the database says of them
/// @param vouchesForNulls whether the database knows which of its columns hold no nulls; of a view's it doesn't
record SourceTable(TableName name, List<SourceColumn> columns, Comments comments, boolean vouchesForNulls) {

    /// Asks the database.
    ///
    /// @param wanted the columns by their exact names; empty: all
    /// @throws EtlException when the table, or columns of it, aren't there, with those that come near
    static SourceTable read(Locker locker, TableName name, List<String> wanted) throws SQLException {
        RelationInfo info = locker.relation(name.relation());
        String sql = SplitPlanner.wholeSql(name.relation(), List.of(), List.of());
        locker.lock(sql);
        Nulls nulls = info.vouchesForNulls() ? Nulls.FROM_CATALOG : Nulls.POSSIBLE;
        List<SourceColumn> all = Descriptions.describe(locker.session(), sql, nulls);
        if (all.isEmpty()) {
            throw EtlException.usage(name.text() + " has no columns. Leave it out.");
        }
        return new SourceTable(
                name,
                wanted.isEmpty() ? all : chosen(name, all, wanted),
                Comments.of(locker.session(), name.relation()),
                info.vouchesForNulls());
    }

    private static List<SourceColumn> chosen(TableName name, List<SourceColumn> all, List<String> wanted) {
        List<SourceColumn> chosen = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> known = all.stream().map(SourceColumn::name).toList();
        for (String column : wanted.stream().distinct().toList()) {
            int place = known.indexOf(column);
            if (place < 0) {
                unknown.add("--columns: %s has no column '%s'.%s"
                        .formatted(name.text(), column, Nearest.question(column, known)));
            } else {
                chosen.add(all.get(place));
            }
        }
        if (!unknown.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), unknown));
        }
        return chosen;
    }
}
