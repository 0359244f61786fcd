package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.util.List;
import org.apache.parquet.schema.Type;

/// How a column is read from Postgres, held in Java and written to Parquet. Everything about one Postgres type stands
/// in one file of this package; a new one is named twice more, below: among those permitted and among the [#rules()].
///
/// Beside the methods here, each type has three whose signatures differ by its Java type `T` and its encoder `E`. They
/// are found by name, once for each column of a record:
/// - `T read(CopyRow row, int field)` reads a field, which isn't null, from the wire;
/// - `T read(ResultSet rows, int column)` reads a column, counted from 1; what it returns for a null doesn't matter;
/// - `void write(T value, E column)` adds a value to a column.
///
/// The first throws [FieldException], the third [etl.parquet.ValueException] when the column can't represent the value.
public sealed interface ColumnType
        permits BoolColumn,
                Int2Column,
                Int4Column,
                Int8Column,
                Float4Column,
                Float8Column,
                NumericColumn,
                TextColumn,
                CharColumn,
                EnumColumn,
                ByteaColumn,
                DateColumn,
                TimestampColumn,
                TimestamptzColumn,
                UuidColumn,
                JsonColumn,
                JsonbColumn {

    /// The rules by which types are found, in the order in which they are asked: those that see to annotations come
    /// first.
    private static List<ColumnRule> rules() {
        return List.of(
                NumericColumn.RULE,
                JsonColumn.RULE,
                BoolColumn.RULE,
                Int2Column.RULE,
                Int4Column.RULE,
                Int8Column.RULE,
                Float4Column.RULE,
                Float8Column.RULE,
                TextColumn.RULE,
                CharColumn.RULE,
                EnumColumn.RULE,
                ByteaColumn.RULE,
                DateColumn.RULE,
                TimestampColumn.RULE,
                TimestamptzColumn.RULE,
                UuidColumn.RULE,
                JsonbColumn.RULE);
    }

    /// The type of a column that the server describes.
    static Resolution ofSource(PostgresType type, TypeOptions options) {
        for (ColumnRule rule : rules()) {
            if (rule.ofSource(type, options) instanceof Resolution.Decided decided) {
                return decided;
            }
        }
        return new Resolution.Refused("the type " + type.name() + " is not supported"
                + (type.kind() == PostgresType.Kind.BASE
                        ? ""
                        : " (" + type.kind().description() + ")")
                + ". Leave the column out, or select it as text in a query: <column>::text");
    }

    /// The type of the column that a record's component declares.
    static Resolution ofComponent(RecordComponent component, TypeOptions options) {
        for (ColumnRule rule : rules()) {
            if (rule.ofComponent(component, options) instanceof Resolution.Decided decided) {
                return decided;
            }
        }
        return new Resolution.Refused("a component can't be of type "
                + component.getType().getSimpleName() + ". " + ComponentHints.instead(component.getType()));
    }

    /// The type in Postgres' words, such as `numeric(12,2)`.
    String postgresName();

    /// The Java class of a value that isn't null; a primitive's own class where there is one (`int.class`).
    Class<?> javaType();

    /// The Parquet column.
    Type parquetType(String name, boolean nullable);

    /// The type in the Glue Data Catalog and in Athena's DDL, such as `decimal(12,2)`.
    String glueType();

    /// Copies one field of each row from the wire into the column, without a Java object in between.
    ///
    /// @param rows the rows of a batch; the first `count` are valid
    /// @param field the field's index in the rows
    /// @throws FieldException when the column can't represent a value; those of the rows before it have been added
    void copy(CopyRow[] rows, int count, int field, ColumnEncoder column);

    /// `(CopyRow, int field)` → a value of [#javaType()].
    default MethodHandle wireReader() {
        return TypeHandles.reader(this, CopyRow.class);
    }

    /// `(ResultSet, int column)` → a value of [#javaType()].
    default MethodHandle cursorReader() {
        return TypeHandles.reader(this, ResultSet.class);
    }

    /// `(value of javaType(), the column's encoder)` → `void`.
    default MethodHandle writer() {
        return TypeHandles.writer(this);
    }
}
