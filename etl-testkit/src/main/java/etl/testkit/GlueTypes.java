package etl.testkit;

import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// The types that a crawler gives to the columns of a Parquet file: `decimal(12,2)`, `array<struct<a:int>>`.
final class GlueTypes {
    private GlueTypes() {}

    static String of(Type field) {
        if (!field.isPrimitive()) {
            return nested(field.asGroupType());
        }
        var logical = field.getLogicalTypeAnnotation();
        if (logical == null) {
            return physical(field.asPrimitiveType());
        }
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
            case DateLogicalTypeAnnotation date -> "date";
            case TimestampLogicalTypeAnnotation timestamp -> "timestamp";
            case StringLogicalTypeAnnotation text -> "string";
            case JsonLogicalTypeAnnotation json -> "string";
            case EnumLogicalTypeAnnotation label -> "string";
            case IntLogicalTypeAnnotation number ->
                switch (number.getBitWidth()) {
                    case 8 -> "tinyint";
                    case 16 -> "smallint";
                    case 32 -> "int";
                    default -> "bigint";
                };
            default -> physical(field.asPrimitiveType());
        };
    }

    private static String nested(GroupType group) {
        var logical = group.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation) {
            return "array<" + of(repeated(group).getType(0)) + ">";
        }
        if (logical instanceof MapLogicalTypeAnnotation) {
            return "map<" + of(repeated(group).getType(0)) + ","
                    + of(repeated(group).getType(1)) + ">";
        }
        return group.getFields().stream()
                .map(field -> field.getName() + ":" + of(field))
                .collect(Collectors.joining(",", "struct<", ">"));
    }

    private static GroupType repeated(GroupType group) {
        return group.getType(0).asGroupType();
    }

    private static String physical(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "boolean";
            case INT32 -> "int";
            case INT64 -> "bigint";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case INT96 -> "timestamp";
            case BINARY, FIXED_LEN_BYTE_ARRAY -> "binary";
        };
    }
}
