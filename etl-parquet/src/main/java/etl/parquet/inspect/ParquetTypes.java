package etl.parquet.inspect;

import etl.parquet.Column;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// Parquet's types in words.
public final class ParquetTypes {
    private ParquetTypes() {}

    /// The type that a column is written as, such as `INT64 DECIMAL(12,2)` or `BINARY STRING`.
    public static String text(Column column) {
        return describe(column.type().parquetType(column.name(), column.nullable()));
    }

    static String describe(Type type) {
        String logical = type.getLogicalTypeAnnotation() == null ? "" : " " + type.getLogicalTypeAnnotation();
        if (!type.isPrimitive()) {
            return "group" + logical;
        }
        PrimitiveType primitive = type.asPrimitiveType();
        String length = primitive.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? "(" + primitive.getTypeLength() + ")"
                : "";
        return primitive.getPrimitiveTypeName() + length + logical;
    }
}
