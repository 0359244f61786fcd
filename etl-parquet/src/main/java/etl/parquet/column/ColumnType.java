package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// How a column is read from Postgres, held in Java and written to Parquet. Everything about one Postgres type stands
/// in one file of this package; a new one is named twice more, below: among those permitted and among the [#rules()].
///
/// Beside the methods here, each type has two whose signatures differ by its Java type `T` and its encoder `E`. They
/// are found by name, once for each column of a record:
/// - `T read(CopyRow row, int field)` reads a field, which isn't null, from the wire; null when the declared policy puts
///   null for a special value;
/// - `void write(T value, E column)` adds a value to a column.
///
/// The first throws [FieldException], the second [etl.parquet.ValueException] when the column can't represent the value.
public sealed interface ColumnType
        permits BoolColumn,
                Int2Column,
                Int4Column,
                Int8Column,
                OidColumn,
                Xid8Column,
                Float4Column,
                Float8Column,
                NumericColumn,
                MoneyColumn,
                TextColumn,
                CharColumn,
                EnumColumn,
                ByteaColumn,
                DateColumn,
                TimeColumn,
                TimetzColumn,
                TimestampColumn,
                TimestamptzColumn,
                IntervalColumn,
                UuidColumn,
                JsonColumn,
                JsonbColumn,
                ArrayColumn,
                CompositeColumn,
                HstoreColumn,
                GeometryColumn,
                VectorColumn,
                CastColumn {

    /// The rules by which types are found, in the order in which they are asked: those that see to annotations come
    /// first, and the one that takes whatever is left comes last.
    static List<ColumnRule> rules() {
        return List.of(
                NumericColumn.RULE,
                JsonColumn.RULE,
                BoolColumn.RULE,
                Int2Column.RULE,
                Int4Column.RULE,
                Int8Column.RULE,
                OidColumn.RULE,
                Xid8Column.RULE,
                Float4Column.RULE,
                Float8Column.RULE,
                MoneyColumn.RULE,
                TextColumn.RULE,
                CharColumn.RULE,
                EnumColumn.RULE,
                ByteaColumn.RULE,
                DateColumn.RULE,
                TimeColumn.RULE,
                TimetzColumn.RULE,
                TimestampColumn.RULE,
                TimestamptzColumn.RULE,
                IntervalColumn.RULE,
                UuidColumn.RULE,
                JsonbColumn.RULE,
                ArrayColumn.RULE,
                CompositeColumn.RULE,
                HstoreColumn.RULE,
                GeometryColumn.RULE,
                VectorColumn.RULE,
                CastColumn.RULE);
    }

    /// The type of a column that the server describes.
    static Resolution ofSource(PostgresType type, TypeOptions options) {
        if (options.as().orElse(null) instanceof Representation.AsText) {
            return new Resolution.Found(CastColumn.text(type.label(), options));
        }
        if (options.as().isPresent() && !type.holdsNumeric()) {
            return new Resolution.Refused(Refusal.of(
                    "only a numeric becomes a " + options.as().get().word() + ", and its type is " + type.label(),
                    "Set " + Remedy.SETTING + ": string, or take it out."));
        }
        for (ColumnRule rule : rules()) {
            if (rule.ofSource(type, options) instanceof Resolution.Decided decided) {
                return decided;
            }
        }
        throw new IllegalStateException("The last rule takes every type, and left " + type.label());
    }

    /// The type of the column that a record's component, or a part of one, declares. A policy that puts null is one for
    /// what may be null.
    static Resolution ofComponent(AnnotatedType component, TypeOptions options) {
        if (options.as().isPresent()) {
            return new Resolution.Refused(Refusal.of(
                    "the record declares its type",
                    "Change the component, and take the type out of " + Remedy.SETTING + "."));
        }
        // Where the whole can't be null, its parts may be.
        TypeOptions own = ComponentHints.hasParts(component)
                ? options
                : options.orFail(component.isAnnotationPresent(Nullable.class));
        for (ColumnRule rule : rules()) {
            if (rule.ofComponent(component, own) instanceof Resolution.Decided decided) {
                return decided;
            }
        }
        return new Resolution.Refused("a component can't be of type " + ComponentHints.name(component) + ". "
                + ComponentHints.instead(component));
    }

    /// Whether a record's component of a type, or a part of one, may be null.
    static boolean mayHoldNulls(AnnotatedType component) {
        return ComponentHints.mayHoldNulls(component);
    }

    /// The type in Postgres' words, such as `numeric(12,2)`.
    String postgresName();

    /// The Java class of a value that isn't null; a primitive's own class where there is one (`int.class`).
    Class<?> javaType();

    /// How a record declares the type of a component of this type, such as `@Decimal(precision = 12, scale = 2)
    /// BigDecimal`; a nested record by its name.
    default String component() {
        return javaType().getSimpleName();
    }

    /// The Parquet column.
    Type parquetType(String name, boolean nullable);

    /// The type in the Glue Data Catalog and in Athena's DDL, such as `decimal(12,2)`.
    default String glueType() {
        return GlueTypes.of(parquetType("column", true));
    }

    /// What a SELECT says so that the server sends what is read here.
    ///
    /// @param column the column, or the expression, quoted as needed
    default String select(String column) {
        return column;
    }

    /// The same in a database whose text may be of any encoding (SQL_ASCII): there the server checks text that it sends,
    /// and would fail without a word of the column or row. As bytes it is sent as it is, and checked here.
    ///
    /// @param column the column, or the expression, quoted as needed
    default String selectUnchecked(String column) {
        return select(column);
    }

    /// Whether some values have no place in the column and the declared policy decides about them.
    default boolean hasSpecialValues() {
        return false;
    }

    /// Whether a value has parts that may be null where it can't be itself.
    default boolean hasParts() {
        return false;
    }

    /// What the server describes, with what this type knows where the server leaves something open: the digits of
    /// numbers that are computed.
    default PostgresType decide(PostgresType described) {
        return described;
    }

    /// The choices for a column whose rows are read into this type, where the server leaves something open: a component
    /// that is text or a double decides about a number of unknown digits.
    default TypeOptions decide(TypeOptions options) {
        return options;
    }

    /// How values from elsewhere than Postgres get the form in which this type reads them; empty when only Postgres has
    /// such values.
    default Optional<WireForm> wireForm() {
        return Optional.empty();
    }

    /// Copies one field of each row from the wire into the column, without a Java object in between.
    ///
    /// @param rows the rows of a batch; the first `count` are valid
    /// @param field the field's index in the rows
    /// @throws FieldException when the column can't represent a value; those of the rows before it have been added
    void copy(CopyRow[] rows, int count, int field, ColumnEncoder column);

    /// `(CopyRow, int field)` → a value of [#javaType()].
    default MethodHandle wireReader() {
        return TypeHandles.reader(this);
    }

    /// `(value of javaType(), the column's encoder)` → `void`.
    default MethodHandle writer() {
        return TypeHandles.writer(this);
    }
}
