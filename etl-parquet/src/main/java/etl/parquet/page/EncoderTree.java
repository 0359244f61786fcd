package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// Makes the encoder of a column with those of all its parts. Source of the shapes: parquet-format, LogicalTypes.md,
/// "Nested Types".
final class EncoderTree {
    private final MessageType schema;
    private final PageBuffer page;

    EncoderTree(MessageType schema, PageBuffer page) {
        this.schema = schema;
        this.page = page;
    }

    /// The most memory, in bytes, that the encoder of a leaf holds, apart from one row with more than a page in it.
    static long maxMemoryBytes(ColumnDescriptor column, PageLimits limits) {
        boolean nested = column.getPath().length > 1;
        int values = nested ? limits.keptNestedValues() : limits.values();
        long nulls = column.getMaxDefinitionLevel() > 0 ? FlatNulls.maxMemoryBytes(values) : 0;
        return (nested ? NestedLevels.maxMemoryBytes(values) : nulls)
                + switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case BOOLEAN -> values;
                    case INT32, FLOAT -> FourByteEncoder.maxMemoryBytes(values, limits);
                    case INT64, DOUBLE, INT96 -> EightByteEncoder.maxMemoryBytes(values, limits);
                    case BINARY, FIXED_LEN_BYTE_ARRAY -> BytesEncoder.maxMemoryBytes(values, nested, limits);
                };
    }

    ColumnEncoder of(Type column) {
        String[] path = {column.getName()};
        return column.isPrimitive() && !column.isRepetition(Repetition.REPEATED)
                ? leaf(schema.getColumnDescription(path), null)
                : of(column, path, 0, 0, new NestedRow());
    }

    /// @param definition the definition level of what this stands in
    /// @param repetition the repetition level of what this stands in
    private ColumnEncoder of(Type type, String[] path, int definition, int repetition, NestedRow row) {
        if (type.isRepetition(Repetition.REPEATED)) {
            throw unknown(type, "is repeated outside of a LIST or MAP");
        }
        if (type.isPrimitive()) {
            return leaf(schema.getColumnDescription(path), row);
        }
        GroupType group = type.asGroupType();
        boolean nullable = group.isRepetition(Repetition.OPTIONAL);
        int present = definition + (nullable ? 1 : 0);
        LogicalTypeAnnotation kind = group.getLogicalTypeAnnotation();
        String name = String.join(".", path);
        if (kind == null) {
            ColumnEncoder[] fields = parts(group, path, present, repetition, row);
            return new StructEncoder(new GroupNode(name, nullable, path.length == 1, present, repetition), row, fields);
        }
        GroupNode node = new GroupNode(name, nullable, path.length == 1, present, repetition + 1);
        if (kind instanceof ListLogicalTypeAnnotation) {
            ColumnEncoder[] parts = elements(group, 1, path, node, row);
            return new ListEncoder(node, row, parts[0]);
        }
        if (kind instanceof MapLogicalTypeAnnotation) {
            ColumnEncoder[] parts = elements(group, 2, path, node, row);
            if (parts[0].isNullable()) {
                throw unknown(group, "has keys that may be null");
            }
            return new MapEncoder(node, row, parts[0], parts[1]);
        }
        throw unknown(group, "is no list, map or struct");
    }

    /// The parts of what is repeated in a list or map.
    private ColumnEncoder[] elements(GroupType group, int count, String[] path, GroupNode node, NestedRow row) {
        Type repeated = group.getType(0);
        if (group.getFieldCount() != 1
                || !repeated.isRepetition(Repetition.REPEATED)
                || repeated.isPrimitive()
                || repeated.asGroupType().getFieldCount() != count) {
            throw unknown(group, "should hold one repeated group of " + count + " fields");
        }
        return parts(
                repeated.asGroupType(),
                append(path, repeated.getName()),
                node.definition() + 1,
                node.repetition(),
                row);
    }

    private ColumnEncoder[] parts(GroupType group, String[] path, int definition, int repetition, NestedRow row) {
        return group.getFields().stream()
                .map(field -> of(field, append(path, field.getName()), definition, repetition, row))
                .toArray(ColumnEncoder[]::new);
    }

    private static String[] append(String[] path, String name) {
        String[] longer = Arrays.copyOf(path, path.length + 1);
        longer[path.length] = name;
        return longer;
    }

    private static IllegalArgumentException unknown(Type type, String problem) {
        return new IllegalArgumentException("Not a column that can be written, for it " + problem + ": " + type);
    }

    private LeafEncoder leaf(ColumnDescriptor column, @Nullable NestedRow row) {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> new BooleanEncoder(column, page, row);
            case INT32 -> new IntEncoder(column, page, row);
            case INT64 -> new LongEncoder(column, page, row);
            case FLOAT -> new FloatEncoder(column, page, row);
            case DOUBLE -> new DoubleEncoder(column, page, row);
            case BINARY -> new BinaryEncoder(column, page, row);
            case FIXED_LEN_BYTE_ARRAY -> new FixedEncoder(column, page, row);
            case INT96 -> throw new IllegalArgumentException("INT96 is deprecated and not written: " + column);
        };
    }
}
