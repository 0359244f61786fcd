package etl.parquet.inspect;

import etl.parquet.Column;
import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// Parquet's types in words.
public final class ParquetTypes {
    private ParquetTypes() {}

    /// The type that a column is written as, such as `INT64 DECIMAL(12,2)` or `BINARY STRING`.
    public static String text(Column column) {
        return describe(column.type().parquetType(column.name(), column.nullable()));
    }

    /// A type such as `LIST<INT32>`, `MAP<BINARY STRING, BINARY STRING>` or `STRUCT<street BINARY STRING, number INT32>`.
    public static String describe(Type type) {
        return type.isPrimitive() ? describe(type.asPrimitiveType()) : describe(type.asGroupType());
    }

    private static String describe(PrimitiveType type) {
        String logical = type.getLogicalTypeAnnotation() == null ? "" : " " + type.getLogicalTypeAnnotation();
        String length = type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? "(" + type.getTypeLength() + ")"
                : "";
        return type.getPrimitiveTypeName() + length + logical;
    }

    private static String describe(GroupType group) {
        LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation || logical instanceof MapLogicalTypeAnnotation) {
            // The elements, or pairs, lie in a repeated group of their own.
            Type repeated = group.getType(0);
            return logical + "<" + (repeated.isPrimitive() ? describe(repeated) : parts(repeated.asGroupType())) + ">";
        }
        return "STRUCT<"
                + group.getFields().stream()
                        .map(field -> field.getName() + " " + describe(field))
                        .collect(Collectors.joining(", "))
                + ">";
    }

    private static String parts(GroupType group) {
        return group.getFields().stream().map(ParquetTypes::describe).collect(Collectors.joining(", "));
    }
}
