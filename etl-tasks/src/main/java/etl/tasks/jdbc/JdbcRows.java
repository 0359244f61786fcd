package etl.tasks.jdbc;

import etl.parquet.Column;
import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import etl.parquet.RowShape;
import etl.parquet.TableFileWriter;
import etl.parquet.ValueException;
import etl.parquet.WireRow;
import etl.parquet.column.FieldException;
import etl.parquet.column.Refusal;
import etl.parquet.column.WireForm;
import etl.tasks.EtlException;
import etl.tasks.source.WireRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a JDBC result in the form in which Postgres would send them, so that all that reads Postgres' rows reads
/// these: types, policies, records and messages.
public final class JdbcRows implements WireRows {
    /// A batch ends early at this size, so that wide rows don't add up.
    private static final int BATCH_BYTES = 1 << 20;

    private final Statement statement;
    private final ResultSet result;
    private final List<JdbcColumn> columns;
    private final List<Column> shape;
    private final List<WireForm> forms = new ArrayList<>();
    private final boolean checksNulls;
    private final ReplacedCounts replaced;
    private final CopyRow[] rows = new CopyRow[TableFileWriter.BATCH_ROWS];
    private final WireRow row = new WireRow();
    private boolean ended;
    private long rowsRead;

    /// @param columns the result's, in order
    /// @param shape the same columns as they are read
    /// @param checksNulls whether a null is refused where the shape says that there is none
    JdbcRows(Statement statement, ResultSet result, List<JdbcColumn> columns, RowShape shape, boolean checksNulls)
            throws SQLException {
        this.statement = statement;
        this.result = result;
        this.columns = columns;
        this.shape = shape.columns();
        this.checksNulls = checksNulls;
        if (columns.size() != this.shape.size()) {
            throw new SQLException(
                    "The database gives %d columns where %d were planned".formatted(columns.size(), this.shape.size()));
        }
        for (Column column : this.shape) {
            forms.add(column.type()
                    .wireForm()
                    .orElseThrow(() -> EtlException.usage("%s: a %s is read from Postgres alone."
                            .formatted(column.name(), column.type().postgresName()))));
        }
        this.replaced = new ReplacedCounts(columns.size());
        Arrays.setAll(rows, unused -> new CopyRow(columns.size(), replaced));
    }

    @Override
    public CopyRow[] rows() {
        return rows;
    }

    @Override
    public int nextBatch() throws SQLException {
        int count = 0;
        long bytes = 0;
        while (count < rows.length && bytes < BATCH_BYTES && !ended) {
            if (!result.next()) {
                ended = true;
                break;
            }
            @Nullable FieldException refused = fill();
            byte[] message = row.message();
            rows[count].moveTo(message, 0);
            if (refused != null) {
                throw named(refused).inRow(count);
            }
            bytes += message.length;
            count++;
            rowsRead++;
        }
        return count;
    }

    /// Puts the fields of the row that the result stands on.
    ///
    /// @return what is wrong with one of them, whose place a null takes; null when nothing is
    private @Nullable FieldException fill() throws SQLException {
        @Nullable FieldException first = null;
        row.begin(columns.size());
        for (int field = 0; field < columns.size(); field++) {
            try {
                put(field);
            } catch (FieldException refused) {
                row.putNull();
                first = first == null ? refused : first;
            }
        }
        return first;
    }

    private void put(int field) throws SQLException {
        JdbcColumn.Values values = columns.get(field).values();
        @Nullable Object value = values.reader().read(result, field + 1);
        if (value == null) {
            if (checksNulls && !shape.get(field).nullable()) {
                throw new FieldException(
                        field,
                        Refusal.of(
                                "a null came where the database says that there is none",
                                "Read the table through a query, whose columns may all be null."));
            }
            row.putNull();
        } else if (value instanceof String text && values.textIsRead()) {
            forms.get(field).putText(text, row);
        } else {
            forms.get(field).put(value, row);
        }
    }

    private ValueException named(FieldException refused) {
        ValueException named = new ValueException(shape.get(refused.field()).name(), refused.refusal());
        named.initCause(refused);
        return named;
    }

    @Override
    public ReplacedCounts replaced() {
        return replaced;
    }

    @Override
    public long rowsRead() {
        return rowsRead;
    }

    /// Closing a result that hasn't ended would read it to its end with some drivers.
    @Override
    public void close() throws SQLException {
        if (!ended) {
            statement.cancel();
        }
        statement.close();
    }
}
