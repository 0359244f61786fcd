package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BooleanEncoder;
import etl.parquet.page.ColumnEncoder;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `bool`: a Java `boolean`, a Parquet BOOLEAN. On the wire one byte, 0 or 1.
public record BoolColumn() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("bool", boolean.class, Boolean.class, new BoolColumn(), "");

    private static final WireForm WIRE = WireForm.of(
            "a bool: true or false",
            WireForm.only(Boolean.class),
            BoolColumn::parse,
            (row, value) -> row.putInt1(value ? 1 : 0));

    /// The words that Postgres takes.
    private static @Nullable Boolean parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1" -> Boolean.TRUE;
            case "false", "f", "no", "n", "off", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    @Override
    public String postgresName() {
        return "bool";
    }

    @Override
    public Class<?> javaType() {
        return boolean.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BOOLEAN, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BooleanEncoder encoder = (BooleanEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public boolean read(CopyRow row, int field) {
        return row.int1(field) != 0;
    }

    public void write(boolean value, BooleanEncoder column) {
        column.add(value);
    }
}
