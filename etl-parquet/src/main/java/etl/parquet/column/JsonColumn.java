package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.schemas.Json;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `json`: its text as it was put in, a Java `String` marked `@Json`, a Parquet STRING.
///
/// @param onSpecial what becomes of documents that are longer than a cell can be
public record JsonColumn(OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("json") ? new Resolution.Found(new JsonColumn(options.onSpecial())) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            // On an array the annotation is its elements'.
            AnnotatedType annotated = component instanceof AnnotatedArrayType array
                    ? array.getAnnotatedGenericComponentType()
                    : component;
            if (!annotated.isAnnotationPresent(Json.class)) {
                return Resolution.OTHER;
            }
            return component.getType() == String.class
                    ? new Resolution.Found(new JsonColumn(options.onSpecial()))
                    : new Resolution.Refused(
                            "@Json marks a " + ComponentHints.name(component) + ". Write @Json String");
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference("json", PostgresType.of("json"), "its text as it was put in"));
        }
    };

    @Override
    public String postgresName() {
        return "json";
    }

    @Override
    public Class<?> javaType() {
        return String.class;
    }

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
    public String component() {
        return "@Json String";
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(TextColumn.WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        TextWire.copy(rows, count, field, 0, onSpecial, (BinaryEncoder) column);
    }

    public @Nullable String read(CopyRow row, int field) {
        return TextWire.read(row, field, 0, onSpecial);
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, onSpecial, column);
    }
}
