package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.schemas.Json;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `json`: its text as it was put in, a Java `String` marked `@Json`, a Parquet STRING.
public record JsonColumn() implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("json") ? new Resolution.Found(new JsonColumn()) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            if (!component.isAnnotationPresent(Json.class)) {
                return Resolution.OTHER;
            }
            return component.getType() == String.class
                    ? new Resolution.Found(new JsonColumn())
                    : new Resolution.Refused(
                            "@Json marks a " + component.getType().getSimpleName() + ". Write @Json String");
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
    public String glueType() {
        return "string";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        TextWire.copy(rows, count, field, 0, (BinaryEncoder) column);
    }

    public String read(CopyRow row, int field) {
        return TextWire.read(row, field, 0);
    }

    public @Nullable String read(ResultSet rows, int column) throws SQLException {
        return rows.getString(column);
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, column);
    }
}
