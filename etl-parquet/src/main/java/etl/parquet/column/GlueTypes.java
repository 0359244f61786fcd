package etl.parquet.column;

import java.util.stream.Collectors;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// What a Parquet column is called in the Glue Data Catalog and in Athena's DDL. The one rule: of a shape's columns and
/// of files that were found.
public final class GlueTypes {
    private GlueTypes() {}

    /// The type in Hive's words, such as `decimal(12,2)` or `array<struct<a:int,b:string>>`. Logical types that Hive
    /// doesn't know go by the physical ones.
    public static String of(Type type) {
        return type.isPrimitive() ? ofPrimitive(type.asPrimitiveType()) : ofGroup(type.asGroupType());
    }

    private static String ofPrimitive(PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical == null) {
            return ofPhysical(type);
        }
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
            case StringLogicalTypeAnnotation text -> "string";
            case DateLogicalTypeAnnotation date -> "date";
            case TimestampLogicalTypeAnnotation timestamp -> "timestamp";
            case IntLogicalTypeAnnotation number -> ofInt(number.getBitWidth());
            default -> ofPhysical(type);
        };
    }

    private static String ofInt(int bits) {
        return switch (bits) {
            case 8 -> "tinyint";
            case 16 -> "smallint";
            case 32 -> "int";
            default -> "bigint";
        };
    }

    private static String ofPhysical(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "boolean";
            case INT32 -> "int";
            case INT64 -> "bigint";
            case INT96 -> "timestamp";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case BINARY, FIXED_LEN_BYTE_ARRAY -> "binary";
        };
    }

    private static String ofGroup(GroupType group) {
        LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
        if (logical == null) {
            return ofStruct(group);
        }
        return switch (logical) {
            case ListLogicalTypeAnnotation list -> {
                Type repeated = group.getType(0);
                yield "array<"
                        + of(
                                repeated.isPrimitive()
                                        ? repeated
                                        : repeated.asGroupType().getType(0)) + ">";
            }
            case MapLogicalTypeAnnotation map -> {
                GroupType pair = group.getType(0).asGroupType();
                yield "map<" + of(pair.getType(0)) + "," + of(pair.getType(1)) + ">";
            }
            default -> ofStruct(group);
        };
    }

    private static String ofStruct(GroupType group) {
        return group.getFields().stream()
                .map(field -> field.getName() + ":" + of(field))
                .collect(Collectors.joining(",", "struct<", ">"));
    }
}
