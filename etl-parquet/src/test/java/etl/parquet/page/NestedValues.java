package etl.parquet.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Values of any column: Boolean, Integer, Long, Float, Double and Binary, List, Map and [Struct], null at any level.
final class NestedValues {
    private NestedValues() {}

    record Struct(List<@Nullable Object> fields) {}

    /// Adds a value as callers of the encoders do.
    static void add(@Nullable Object value, ColumnEncoder column) {
        if (value == null) {
            column.addNull();
            return;
        }
        switch (column) {
            case BooleanEncoder booleans -> booleans.add((Boolean) value);
            case IntEncoder ints -> ints.add((Integer) value);
            case LongEncoder longs -> longs.add((Long) value);
            case FloatEncoder floats -> floats.add((Float) value);
            case DoubleEncoder doubles -> doubles.add((Double) value);
            case BytesEncoder binaries -> {
                byte[] bytes = ((Binary) value).getBytes();
                int at = binaries.begin(bytes.length);
                System.arraycopy(bytes, 0, binaries.heap(), at, bytes.length);
                binaries.end(at + bytes.length);
            }
            case ListEncoder list -> {
                List<?> elements = (List<?>) value;
                list.begin(elements.size());
                elements.forEach(element -> add(element, list.next()));
                list.end();
            }
            case MapEncoder map -> {
                Map<?, ?> entries = (Map<?, ?>) value;
                map.begin(entries.size());
                entries.forEach((key, entry) -> {
                    map.next();
                    add(key, map.key());
                    add(entry, map.value());
                });
                map.end();
            }
            case StructEncoder struct -> {
                struct.begin();
                for (int i = 0; i < struct.fields().length; i++) {
                    add(((Struct) value).fields().get(i), struct.field(i));
                }
                struct.end();
            }
        }
    }

    /// The values of a group's fields.
    static List<@Nullable Object> fields(Group group) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < group.getType().getFieldCount(); i++) {
            values.add(field(group, i));
        }
        return values;
    }

    private static @Nullable Object field(Group group, int index) {
        if (group.getFieldRepetitionCount(index) == 0) {
            return null;
        }
        Type type = group.getType().getType(index);
        return type.isPrimitive()
                ? primitive(group, index, type.asPrimitiveType())
                : nested(group.getGroup(index, 0), type.asGroupType());
    }

    private static Object nested(Group group, GroupType type) {
        if (type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
                elements.add(field(group.getGroup(0, i), 0));
            }
            return elements;
        }
        if (type.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
            Map<@Nullable Object, @Nullable Object> entries = new HashMap<>();
            for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
                entries.put(field(group.getGroup(0, i), 0), field(group.getGroup(0, i), 1));
            }
            return entries;
        }
        return new Struct(Collections.unmodifiableList(fields(group)));
    }

    private static Object primitive(Group group, int index, PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(index, 0);
            case INT32 -> group.getInteger(index, 0);
            case INT64 -> group.getLong(index, 0);
            case FLOAT -> group.getFloat(index, 0);
            case DOUBLE -> group.getDouble(index, 0);
            default -> group.getBinary(index, 0);
        };
    }
}
