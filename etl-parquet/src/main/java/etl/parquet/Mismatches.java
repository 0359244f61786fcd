package etl.parquet;

import etl.parquet.column.ColumnType;
import etl.parquet.column.EnumColumn;
import etl.parquet.column.NumericColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The differences between what a record declares and what the database describes for its rows.
final class Mismatches {
    private Mismatches() {}

    static List<String> between(RowShape record, RowShape source) {
        List<String> lines = new ArrayList<>();
        for (Column declared : record.columns()) {
            Optional<Column> sent = source.column(declared.name());
            if (sent.isEmpty()) {
                lines.add(declared.name() + ": the record says " + text(declared)
                        + ", the database has no such column: correct the name, or remove the component");
            } else {
                remedy(declared, sent.get())
                        .ifPresent(remedy -> lines.add(declared.name() + ": the record says " + text(declared)
                                + ", the database says " + text(sent.get()) + ": " + remedy));
            }
        }
        for (Column sent : source.columns()) {
            if (record.column(sent.name()).isEmpty()) {
                lines.add(sent.name() + ": the record has no such component, the database says " + text(sent)
                        + ": add a component, or leave the column out of the query");
            }
        }
        return lines;
    }

    /// What to do about a difference, if there is one.
    private static Optional<String> remedy(Column declared, Column sent) {
        String cast = ", or cast it in a query: " + sent.sourceName() + "::";
        if (!isReadAs(sent.type(), declared.type())) {
            return Optional.of("declare the component as " + javaName(sent.type()) + cast + castName(declared.type()));
        }
        if (declared.type() instanceof NumericColumn decimal
                && sent.type() instanceof NumericColumn other
                && !decimal.holdsAll(other)) {
            int scale = Math.max(decimal.scale(), other.scale());
            int whole = Math.max(decimal.precision() - decimal.scale(), other.precision() - other.scale());
            return Optional.of("declare @Decimal(precision = " + (whole + scale) + ", scale = " + scale + ")" + cast
                    + decimal.postgresName());
        }
        if (sent.nullable() && !declared.nullable()) {
            return Optional.of("declare the component @Nullable, or replace nulls in a query: coalesce("
                    + sent.sourceName() + ", …)");
        }
        return Optional.empty();
    }

    /// Whether what the one type reads is what the other writes.
    private static boolean isReadAs(ColumnType sent, ColumnType declared) {
        return sent.javaType() == declared.javaType()
                || (declared instanceof EnumColumn && sent.javaType() == String.class);
    }

    private static String text(Column column) {
        return javaName(column.type()) + " (" + column.type().postgresName()
                + (column.nullable() ? ", nullable)" : ")");
    }

    private static String javaName(ColumnType type) {
        return type.javaType().getSimpleName();
    }

    private static String castName(ColumnType type) {
        return type instanceof EnumColumn ? "text" : type.postgresName();
    }
}
