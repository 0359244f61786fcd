package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.schemas.Json;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `text`, `varchar`, `bpchar` (`char(n)`), `name` and the extension's `citext`: a Java `String`, a Parquet
/// STRING.
///
/// @param postgresName the type with its length where it has one, such as `varchar(44)`
/// @param trims whether spaces at the end are padding and taken away: of `char(n)`, when asked for
/// @param onSpecial what becomes of text that isn't UTF-8 or longer than a cell can be
public record TextColumn(String postgresName, boolean trims, OnSpecial onSpecial) implements ColumnType {
    private static final Set<String> NAMES = Set.of("text", "varchar", "bpchar", "name");
    private static final String PADDED = "bpchar";

    /// A length modifier counts its own four bytes.
    private static final int MODIFIER_HEADER = 4;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            if (!(NAMES.contains(type.name()) && type.isBase(type.name())) && !type.isExtension("citext")) {
                return Resolution.OTHER;
            }
            String name = type.name().equals(PADDED) ? "char" : type.name();
            return new Resolution.Found(new TextColumn(
                    type.modifier() < 0 ? type.name() : name + "(" + (type.modifier() - MODIFIER_HEADER) + ")",
                    options.trim() && type.name().equals(PADDED),
                    options.onSpecial()));
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == String.class && !component.isAnnotationPresent(Json.class)
                    ? new Resolution.Found(new TextColumn("text", false, options.onSpecial()))
                    : Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference("text", PostgresType.of("text"), ""),
                    new Reference("varchar(44)", PostgresType.of("varchar", 44 + MODIFIER_HEADER), ""),
                    new Reference(
                            "char(3)",
                            PostgresType.of(PADDED, 3 + MODIFIER_HEADER),
                            "keeps its padding unless `trim: true` is said"),
                    new Reference("name", PostgresType.of("name"), ""),
                    new Reference(
                            "citext",
                            PostgresType.of("public", "citext", PostgresType.Kind.BASE, PostgresType.NO_MODIFIER),
                            "as it was written, upper case kept"));
        }
    };

    static final WireForm WIRE =
            WireForm.of("a text in UTF-8", TextWire::bytes, TextWire::bytes, (row, bytes) -> row.putBytes(bytes));

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
        // A cast takes the padding of char(n) away; concat takes the value as it is printed, and null for nothing.
        return postgresName.startsWith("char(") || postgresName.equals(PADDED)
                ? "CASE WHEN " + column + " IS NOT NULL THEN "
                        + TextWire.selectBytes("pg_catalog.concat(" + column + ")") + " END"
                : TextWire.selectBytes("(" + column + ")::pg_catalog.text");
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public TypeOptions decide(TypeOptions options) {
        return options.withNumeric(new TypeOptions.Representation.AsText());
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BinaryEncoder encoder = (BinaryEncoder) column;
        if (!trims) {
            TextWire.copy(rows, count, field, 0, onSpecial, encoder);
            return;
        }
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                TextWire.add(row, field, row.offset(field), trimmedLength(row, field), onSpecial, encoder);
            }
        }
    }

    public @Nullable String read(CopyRow row, int field) {
        int length = trims ? trimmedLength(row, field) : row.length(field);
        return TextWire.read(row, field, row.offset(field), length, onSpecial);
    }

    private static int trimmedLength(CopyRow row, int field) {
        int length = row.length(field);
        while (length > 0 && row.bytes()[row.offset(field) + length - 1] == ' ') {
            length--;
        }
        return length;
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, onSpecial, column);
    }
}
