package etl.tasks.source;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rows that come from elsewhere than Postgres, in the form in which Postgres would send them, so that all that reads
/// Postgres' rows reads these: types, policies, records and messages.
public abstract class ForeignRows implements WireRows {
    /// A batch ends early at this size, so that wide rows don't add up.
    private static final int BATCH_BYTES = 1 << 20;

    private final List<Column> columns;
    private final List<WireForm> forms = new ArrayList<>();
    private final boolean checksNulls;
    private final ReplacedCounts replaced;
    private final CopyRow[] rows = new CopyRow[TableFileWriter.BATCH_ROWS];
    private final WireRow row = new WireRow();
    private boolean ended;
    private long rowsRead;

    /// @param shape the columns as they are read
    /// @param checksNulls whether a null is refused where the shape says that there is none
    protected ForeignRows(RowShape shape, boolean checksNulls) {
        this.columns = shape.columns();
        this.checksNulls = checksNulls;
        for (Column column : columns) {
            forms.add(column.type()
                    .wireForm()
                    .orElseThrow(() -> EtlException.usage("%s: a %s is read from Postgres alone."
                            .formatted(column.name(), column.type().postgresName()))));
        }
        this.replaced = new ReplacedCounts(columns.size());
        Arrays.setAll(rows, unused -> new CopyRow(columns.size(), replaced));
    }

    /// Goes to the next row.
    ///
    /// @return whether there is one
    protected abstract boolean advance() throws SQLException;

    /// A field of the row, of the Java type in which its column takes it; null when it is null.
    ///
    /// @param field its index in the shape
    protected abstract @Nullable Object value(int field) throws SQLException;

    /// Whether a text is not the field's value but stands for it, as SQL writes it.
    protected abstract boolean isRead(int field);

    /// What is told of a field's refusal; empty where the row is named by its key.
    protected Optional<RuntimeException> told(FieldException refused) {
        return Optional.empty();
    }

    @Override
    public final CopyRow[] rows() {
        return rows;
    }

    @Override
    public final int nextBatch() throws SQLException {
        int count = 0;
        long bytes = 0;
        while (count < rows.length && bytes < BATCH_BYTES && !ended) {
            if (!advance()) {
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

    /// Puts the fields of a row.
    ///
    /// @return what is wrong with one of them, whose place a null takes; null when nothing is
    private @Nullable FieldException fill() throws SQLException {
        @Nullable FieldException first = null;
        row.begin(columns.size());
        for (int field = 0; field < columns.size(); field++) {
            try {
                put(field);
            } catch (FieldException refused) {
                Optional<RuntimeException> told = told(refused);
                if (told.isPresent()) {
                    throw told.get();
                }
                row.putNull();
                first = first == null ? refused : first;
            }
        }
        return first;
    }

    private void put(int field) throws SQLException {
        @Nullable Object value = value(field);
        if (value == null) {
            if (checksNulls && !columns.get(field).nullable()) {
                throw new FieldException(
                        field,
                        Refusal.of(
                                "a null came where none is expected",
                                "Correct the value, or read it where a null may be: through a query, or into a component that is @Nullable."));
            }
            row.putNull();
        } else if (value instanceof String text && isRead(field)) {
            forms.get(field).putText(text, row);
        } else {
            forms.get(field).put(value, row);
        }
    }

    private ValueException named(FieldException refused) {
        ValueException named = new ValueException(columns.get(refused.field()).name(), refused.refusal());
        named.initCause(refused);
        return named;
    }

    @Override
    public final ReplacedCounts replaced() {
        return replaced;
    }

    @Override
    public final long rowsRead() {
        return rowsRead;
    }

    /// Whether the last row has come.
    protected final boolean ended() {
        return ended;
    }
}
