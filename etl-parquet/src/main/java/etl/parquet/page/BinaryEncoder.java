package etl.parquet.page;

import etl.parquet.column.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/// A BINARY column: each value behind its length, four bytes little-endian.
public final class BinaryEncoder extends BytesEncoder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    BinaryEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row, Integer.BYTES, false);
    }

    /// @throws etl.parquet.ValueException when the value is longer than [#MAX_VALUE_BYTES]
    @Override
    public int begin(int length) {
        if (length > MAX_VALUE_BYTES) {
            throw refused(Refusal.of(
                    "a value of " + length + " bytes is longer than the " + MAX_VALUE_BYTES
                            + " bytes (32 MiB) that Athena reads",
                    "Shorten it in the task's SQL, or leave the column out."));
        }
        int at = super.begin(length);
        INT.set(heap(), at - Integer.BYTES, length);
        return at;
    }

    /// Adds a copy of `length` bytes.
    public void add(byte[] bytes, int from, int length) {
        int at = begin(length);
        System.arraycopy(bytes, from, heap(), at, length);
        end(at + length);
    }
}
