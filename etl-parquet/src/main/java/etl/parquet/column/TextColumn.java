package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.schemas.Json;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `text`, `varchar`, `bpchar` (`char(n)`, whose padding is kept), `name` and `citext`: a Java `String`, a
/// Parquet STRING.
///
/// @param postgresName the type with its length where it has one, such as `varchar(44)`
public record TextColumn(String postgresName) implements ColumnType {
    private static final Set<String> NAMES = Set.of("text", "varchar", "bpchar", "name");

    /// A length modifier counts its own four bytes.
    private static final int MODIFIER_HEADER = 4;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            if (!(NAMES.contains(type.name()) && type.isBase(type.name())) && !type.isExtension("citext")) {
                return Resolution.OTHER;
            }
            String name = type.name().equals("bpchar") ? "char" : type.name();
            return new Resolution.Found(new TextColumn(
                    type.modifier() < 0 ? type.name() : name + "(" + (type.modifier() - MODIFIER_HEADER) + ")"));
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            return component.getType() == String.class && !component.isAnnotationPresent(Json.class)
                    ? new Resolution.Found(new TextColumn("text"))
                    : Resolution.OTHER;
        }
    };

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
