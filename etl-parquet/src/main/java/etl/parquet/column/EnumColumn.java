package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// A Postgres enum: a Java `String`, or in a record a Java enum whose constants print as the labels (`toString()`); a
/// Parquet STRING of the label.
///
/// @param postgresName the enum's name
/// @param javaType `String`, or the Java enum
public record EnumColumn(String postgresName, Class<?> javaType) implements ColumnType {
    private static final Map<Class<?>, Map<String, Object>> CONSTANTS = new ConcurrentHashMap<>();

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.kind() == PostgresType.Kind.ENUM
                    ? new Resolution.Found(new EnumColumn(type.name(), String.class))
                    : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            return component.getType().isEnum()
                    ? new Resolution.Found(new EnumColumn("enum", component.getType()))
                    : Resolution.OTHER;
        }
    };

    @Override
    public Type parquetType(String name, boolean nullable) {
        return TextWire.parquetType(name, nullable);
    }

    @Override
    public String glueType() {
        return "string";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        TextWire.copy(rows, count, field, 0, (BinaryEncoder) column);
    }

    public Object read(CopyRow row, int field) {
        return ofText(TextWire.read(row, field, 0), field);
    }

    public @Nullable Object read(ResultSet rows, int column) throws SQLException {
        String label = rows.getString(column);
        return label == null ? null : ofText(label, column - 1);
    }

    public void write(Object value, BinaryEncoder column) {
        TextWire.write(value.toString(), column);
    }

    /// `(String label, int field)` → a value of [#javaType()]: for labels that come from a column of another textual
    /// type.
    public MethodHandle fromText() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            EnumColumn.class, "ofText", MethodType.methodType(Object.class, String.class, int.class))
                    .bindTo(this)
                    .asType(MethodType.methodType(javaType, String.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("EnumColumn has lost ofText", e);
        }
    }

    private Object ofText(String label, int field) {
        if (javaType == String.class) {
            return label;
        }
        Map<String, Object> constants = CONSTANTS.computeIfAbsent(javaType, EnumColumn::constants);
        Object constant = constants.get(label);
        if (constant == null) {
            throw new FieldException(
                    field,
                    "the label '" + label + "' is no constant of " + javaType.getSimpleName() + ", which has "
                            + String.join(", ", constants.keySet())
                            + ". Add the constant, or make the component a String");
        }
        return constant;
    }

    private static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new TreeMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(constant.toString(), constant);
        }
        return constants;
    }
}
