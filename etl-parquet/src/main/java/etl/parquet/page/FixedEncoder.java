package etl.parquet.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.jspecify.annotations.Nullable;

/// A FIXED_LEN_BYTE_ARRAY column; decimals are big-endian two's complement and ordered as numbers.
public final class FixedEncoder extends BytesEncoder {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int length;

    FixedEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(
                column,
                page,
                row,
                0,
                column.getPrimitiveType().getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
        this.length = column.getPrimitiveType().getTypeLength();
    }

    /// Adds a value of 16 bytes.
    ///
    /// @param high its first eight bytes
    /// @param low its last eight bytes
    public void add(long high, long low) {
        if (length != 2 * Long.BYTES) {
            throw new IllegalStateException("16 bytes came for " + name() + ", whose values have " + length);
        }
        int at = begin(length);
        byte[] bytes = heap();
        LONG.set(bytes, at, high);
        LONG.set(bytes, at + Long.BYTES, low);
        end(at + length);
    }
}
