package etl.tasks.schema;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.SourceColumn;
import etl.parquet.TypeChoices;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Locker;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares a record with what the server says of the rows that it is to hold, under the lock that the statement takes.
///
/// @param locker the session that locks
/// @param types how types are chosen where Postgres leaves a choice
public record RecordCheck(Locker locker, TypeChoices types) {
    /// Source: PostgreSQL manual, appendix A.
    private static final String UNDEFINED_COLUMN = "42703";

    /// What the server said.
    ///
    /// @param columns the columns that it described, in the order of the record
    /// @param shape how they are read
    /// @param estimatedRows the planner's guess; negative when it has none
    public record Agreed(List<SourceColumn> columns, RowShape shape, long estimatedRows) {}

    /// Locks what the statement reads and compares.
    ///
    /// @param task the task's name, for messages
    /// @param table whose record it is
    /// @param record the record's shape
    /// @param conditions what rows must meet
    /// @param nulls what the description says of nulls
    /// @throws EtlException with every difference, one line each: exit code 20, or 2 when a column isn't there and, by
    ///     the committed description, never was
    /// @throws SQLException when the statement is wrong otherwise
    public Agreed compare(String task, Table<?> table, RowShape record, List<String> conditions, Nulls nulls)
            throws SQLException {
        List<String> names = record.columns().stream()
                .map(column -> Sql.identifier(column.sourceName()))
                .toList();
        String sql = SplitPlanner.wholeSql(table.rows(), names, conditions);
        String where = task + " (record " + table.row().getName() + "): ";
        try {
            long rows = locker.lock(sql);
            List<SourceColumn> columns = Descriptions.describe(locker.session(), sql, nulls);
            Comparison differences = Comparison.of(record, columns, types);
            if (!differences.lines().isEmpty()) {
                throw new EtlException(ExitCode.SCHEMA_DRIFT, together(where, differences.lines()));
            }
            return new Agreed(columns, differences.shape(), rows);
        } catch (SQLException error) {
            if (!UNDEFINED_COLUMN.equals(error.getSQLState())) {
                throw error;
            }
            throw missing(where, table, record, conditions, nulls, error);
        }
    }

    private static String together(String where, List<String> lines) {
        return where + String.join("\n" + where, lines);
    }

    /// A column isn't there, and so the server said nothing of the others: it is asked for those that there are.
    private EtlException missing(
            String where, Table<?> table, RowShape record, List<String> conditions, Nulls nulls, SQLException undefined)
            throws SQLException {
        Set<String> names = record.columns().stream().map(Column::sourceName).collect(Collectors.toSet());
        List<SourceColumn> there;
        try {
            String all = SplitPlanner.wholeSql(table.rows(), List.of(), conditions);
            locker.lock(all);
            there = Descriptions.describe(locker.session(), all, nulls).stream()
                    .filter(column -> names.contains(column.name()))
                    .toList();
        } catch (SQLException unknown) {
            // The query itself names it, or the role may read some columns only.
            boolean inQuery = UNDEFINED_COLUMN.equals(unknown.getSQLState());
            EtlException told = SourceErrors.of(
                    where.substring(0, where.length() - 2) + (inQuery ? ", its query" : ""),
                    inQuery ? unknown : undefined);
            boolean worked = inQuery && CommittedDescription.of(table).isPresent();
            return new EtlException(
                    worked ? ExitCode.SCHEMA_DRIFT : told.exitCode(),
                    told.getMessage()
                            + (inQuery
                                    ? " Correct the query."
                                    : " Correct the record's component, name its column with @Name, or leave it out."),
                    undefined);
        }
        Set<String> found = there.stream().map(SourceColumn::name).collect(Collectors.toSet());
        List<String> gone =
                names.stream().filter(name -> !found.contains(name)).sorted().toList();
        List<String> lines = new ArrayList<>();
        for (String line : Comparison.of(record, there, types).lines()) {
            lines.add(line + hint(line, gone, record, table.rows()));
        }
        boolean wasThere = CommittedDescription.of(table)
                .map(committed -> committed.columns().stream().anyMatch(column -> gone.contains(column.name())))
                .orElse(false);
        return new EtlException(wasThere ? ExitCode.SCHEMA_DRIFT : ExitCode.USAGE, together(where, lines), undefined);
    }

    /// The server's own hint for a column that isn't there: the one that comes near.
    private String hint(String line, List<String> gone, RowShape record, Table.Rows rows) throws SQLException {
        for (Column column : record.columns()) {
            if (gone.contains(column.sourceName()) && line.startsWith(column.name() + ": ")) {
                try {
                    locker.lock(SplitPlanner.wholeSql(rows, List.of(Sql.identifier(column.sourceName())), List.of()));
                } catch (SQLException undefined) {
                    return SourceErrors.hint(undefined).map(hint -> ". " + hint).orElse("");
                }
            }
        }
        return "";
    }
}
