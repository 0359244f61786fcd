package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Whatever has no column type of its own, by a cast on the server: ranges, network addresses, bit strings, geometric
/// types, `xml`, `tsvector`, types of extensions, and those that are yet to be invented. What arrives is the server's
/// own text, a Java `String`, a Parquet STRING. A number that was declared to become text or a double is cast too.
///
/// @param postgresName the type before the cast
/// @param cast the type that the server casts it to, by its name in `pg_catalog`
/// @param sent the column type of what arrives
public record CastColumn(String postgresName, String cast, ColumnType sent) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return new Resolution.Found(text(type.label(), options));
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "ranges and multiranges, `inet`, `cidr`, `macaddr`, `bit`, `varbit`, geometric types, `tsvector`,"
                            + " `xml`, `pg_lsn`, everything else",
                    PostgresType.of("pg_catalog", "int4range", PostgresType.Kind.RANGE, PostgresType.NO_MODIFIER),
                    "the server's own text, `<column>::text`"));
        }
    };

    /// Where no server casts, values are cast here.
    private static final WireForm AS_TEXT =
            WireForm.of("a text in UTF-8", CastColumn::asText, TextWire::bytes, (row, bytes) -> row.putBytes(bytes));

    private static final WireForm AS_DOUBLE = WireForm.of(
            "a number",
            value -> value instanceof Number number ? Double.valueOf(number.doubleValue()) : null,
            WireNumbers::parseDouble,
            (row, value) -> row.putInt8(Double.doubleToRawLongBits(value)));

    private static byte @Nullable [] asText(Object value) {
        return switch (value) {
            case byte[] bytes -> null;
            case BigDecimal number -> TextWire.bytes(number.toPlainString());
            default -> TextWire.bytes(value.toString());
        };
    }

    /// A type by the server's own text.
    static CastColumn text(String postgresName, TypeOptions options) {
        return new CastColumn(postgresName, "text", new TextColumn("text", false, options.onSpecial()));
    }

    /// A number by its nearest double.
    static CastColumn float8(String postgresName) {
        return new CastColumn(postgresName, "float8", new Float8Column());
    }

    @Override
    public Class<?> javaType() {
        return sent.javaType();
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return sent.parquetType(name, nullable);
    }

    @Override
    public String select(String column) {
        return "(" + column + ")::pg_catalog." + cast;
    }

    @Override
    public String selectUnchecked(String column) {
        return sent instanceof TextColumn ? TextWire.selectBytes(select(column)) : select(column);
    }

    @Override
    public boolean hasSpecialValues() {
        return sent.hasSpecialValues();
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(sent instanceof TextColumn ? AS_TEXT : AS_DOUBLE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        sent.copy(rows, count, field, column);
    }

    @Override
    public MethodHandle wireReader() {
        return sent.wireReader();
    }

    @Override
    public MethodHandle writer() {
        return sent.writer();
    }
}
