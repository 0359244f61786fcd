package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.MapEncoder;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// The extension's `hstore`: a Java `Map`, a Parquet MAP from text to text. On the wire an `int4` count of pairs, then
/// for each the `int4` length and bytes of the key, and those of the value (-1: null). Source: PostgreSQL,
/// `hstore_send`.
///
/// @param onSpecial what becomes of text that isn't UTF-8
public record HstoreColumn(OnSpecial onSpecial) implements ColumnType {
    private static final String KEY = "key";
    private static final String VALUE = "value";

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isExtension("hstore") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component instanceof AnnotatedParameterizedType generic
                            && ComponentHints.rawType(component) == Map.class
                            && isStringMap(generic.getAnnotatedActualTypeArguments())
                    ? found(options)
                    : Resolution.OTHER;
        }

        private boolean isStringMap(AnnotatedType[] arguments) {
            return arguments[0].getType() == String.class
                    && arguments[1].getType() == String.class
                    && arguments[1].isAnnotationPresent(Nullable.class);
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new HstoreColumn(options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "hstore",
                    PostgresType.of("public", "hstore", PostgresType.Kind.BASE, PostgresType.NO_MODIFIER),
                    "the extension's"));
        }
    };

    @Override
    public String postgresName() {
        return "hstore";
    }

    @Override
    public Class<?> javaType() {
        return Map.class;
    }

    @Override
    public String component() {
        return "Map<String, @Nullable String>";
    }

    @Override
    public boolean hasParts() {
        return true;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.map(Repetitions.of(nullable))
                .key(TextWire.parquetType(KEY, false))
                .value(TextWire.parquetType(VALUE, true))
                .named(name);
    }

    /// Moves `parts` to the keys and values of the hstore in a field, by turns.
    ///
    /// @return the number of pairs
    private static int open(CopyRow row, int field, CopyRow parts) {
        int pairs = row.int4(field);
        parts.beginParts(row, field, 2 * pairs);
        int position = row.offset(field) + Integer.BYTES;
        for (int part = 0; part < 2 * pairs; part++) {
            position = parts.placePart(part, position);
        }
        return pairs;
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        MapEncoder map = (MapEncoder) column;
        CopyRow parts = CopyRow.ofParts();
        CopyRow[] one = {parts};
        for (int i = 0; i < count; i++) {
            if (rows[i].isNull(field)) {
                map.addNull();
                continue;
            }
            int pairs = open(rows[i], field, parts);
            map.begin(pairs);
            for (int pair = 0; pair < pairs; pair++) {
                map.next();
                try {
                    TextWire.copy(one, 1, 2 * pair, 0, OnSpecial.FAIL, (BinaryEncoder) map.key());
                    TextWire.copy(one, 1, 2 * pair + 1, 0, onSpecial, (BinaryEncoder) map.value());
                } catch (FieldException e) {
                    throw ArrayWire.inPart(field, "pair " + (pair + 1), e);
                }
            }
            map.end();
        }
    }

    public Map<String, @Nullable String> read(CopyRow row, int field) {
        CopyRow parts = CopyRow.ofParts();
        int pairs = open(row, field, parts);
        Map<String, @Nullable String> map = new LinkedHashMap<>();
        for (int pair = 0; pair < pairs; pair++) {
            try {
                String key = TextWire.read(parts, 2 * pair, 0, OnSpecial.FAIL);
                int value = 2 * pair + 1;
                if (key != null) {
                    map.put(key, parts.isNull(value) ? null : TextWire.read(parts, value, 0, onSpecial));
                }
            } catch (FieldException e) {
                throw ArrayWire.inPart(field, "pair " + (pair + 1), e);
            }
        }
        return map;
    }

    public void write(Map<?, ?> value, MapEncoder column) {
        column.begin(value.size());
        for (Map.Entry<?, ?> pair : value.entrySet()) {
            column.next();
            TextWire.write((String) pair.getKey(), OnSpecial.FAIL, (BinaryEncoder) column.key());
            if (pair.getValue() == null) {
                column.value().addNull();
            } else {
                TextWire.write((String) pair.getValue(), onSpecial, (BinaryEncoder) column.value());
            }
        }
        column.end();
    }
}
