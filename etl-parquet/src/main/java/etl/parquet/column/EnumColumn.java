package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.List;
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
/// @param onSpecial what becomes of labels that the Java enum lacks, or that aren't UTF-8
public record EnumColumn(String postgresName, Class<?> javaType, OnSpecial onSpecial) implements ColumnType {
    private static final Map<Class<?>, Map<String, Object>> CONSTANTS = new ConcurrentHashMap<>();

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.kind() == PostgresType.Kind.ENUM
                    ? new Resolution.Found(new EnumColumn(type.label(), String.class, options.onSpecial()))
                    : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() instanceof Class<?> type && type.isEnum()
                    ? new Resolution.Found(new EnumColumn("enum", type, options.onSpecial()))
                    : Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "create type … as enum",
                    PostgresType.of("public", "mood", PostgresType.Kind.ENUM, PostgresType.NO_MODIFIER),
                    "in a record also a Java enum whose constants print as the labels"));
        }
    };

    @Override
    public Type parquetType(String name, boolean nullable) {
        return TextWire.parquetType(name, nullable);
    }

    @Override
    public String selectUnchecked(String column) {
        return TextWire.selectBytes("(" + column + ")::pg_catalog.text");
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        TextWire.copy(rows, count, field, 0, onSpecial, (BinaryEncoder) column);
    }

    public @Nullable Object read(CopyRow row, int field) {
        String label = TextWire.read(row, field, 0, onSpecial);
        return label == null || javaType == String.class ? label : constant(label, row, field);
    }

    public void write(Object value, BinaryEncoder column) {
        TextWire.write(value.toString(), onSpecial, column);
    }

    private @Nullable Object constant(String label, CopyRow row, int field) {
        Map<String, Object> constants = CONSTANTS.computeIfAbsent(javaType, EnumColumn::constants);
        Object constant = constants.get(label);
        if (constant == null) {
            onSpecial.nulls(
                    row,
                    field,
                    () -> new Refusal(
                            "the label '" + label + "' is no constant of " + javaType.getSimpleName() + ", which has "
                                    + String.join(", ", constants.keySet()),
                            Remedy.ofCell("Or add the constant, or make the component a String.")));
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
