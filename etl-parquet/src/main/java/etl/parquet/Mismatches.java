package etl.parquet;

import etl.parquet.column.ArrayColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.CompositeColumn;
import etl.parquet.column.EnumColumn;
import etl.parquet.column.MoneyColumn;
import etl.parquet.column.NumericColumn;
import etl.parquet.column.OnSpecial;
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
            } else if (declared.type() instanceof CompositeColumn inner
                    && sent.get().type() instanceof CompositeColumn composite) {
                nullRemedy(declared, sent.get()).ifPresent(remedy -> lines.add(line(declared, sent.get(), remedy)));
                between(inner.fields(), composite.fields()).forEach(line -> lines.add(declared.name() + "." + line));
            } else {
                remedy(declared, sent.get()).ifPresent(remedy -> lines.add(line(declared, sent.get(), remedy)));
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

    private static String line(Column declared, Column sent, String remedy) {
        return declared.name() + ": the record says " + text(declared) + ", the database says " + text(sent) + ": "
                + remedy;
    }

    /// What to do about a difference, if there is one.
    private static Optional<String> remedy(Column declared, Column sent) {
        String cast = ", or cast it in a query: " + sent.sourceName() + "::";
        if (ReadHandles.reader(sent.type(), declared.type()).isEmpty()) {
            return Optional.of(
                    "declare the component as " + sent.type().component() + cast + castName(declared.type()));
        }
        Optional<NumericColumn> wider = widerNeeded(declared.type(), sent.type());
        if (wider.isPresent()) {
            return Optional.of("declare " + wider.get().component() + cast
                    + declared.type().postgresName());
        }
        return nullRemedy(declared, sent);
    }

    private static Optional<String> nullRemedy(Column declared, Column sent) {
        return sent.nullable() && !declared.nullable()
                ? Optional.of("declare the component @Nullable, or replace nulls in a query: coalesce("
                        + sent.sourceName() + ", …)")
                : Optional.empty();
    }

    /// The decimal that holds all numbers of both, when the declared one doesn't hold all that are sent.
    private static Optional<NumericColumn> widerNeeded(ColumnType declared, ColumnType sent) {
        if (declared instanceof ArrayColumn list && sent instanceof ArrayColumn array) {
            return widerNeeded(list.element(), array.element());
        }
        Optional<NumericColumn> sentDecimal = decimal(sent);
        if (declared instanceof NumericColumn decimal
                && sentDecimal.isPresent()
                && !decimal.holdsAll(sentDecimal.get())) {
            NumericColumn other = sentDecimal.get();
            int scale = Math.max(decimal.scale(), other.scale());
            int whole = Math.max(decimal.precision() - decimal.scale(), other.precision() - other.scale());
            return Optional.of(
                    new NumericColumn(Math.min(NumericColumn.MAX_PRECISION, whole + scale), scale, OnSpecial.FAIL));
        }
        return Optional.empty();
    }

    private static Optional<NumericColumn> decimal(ColumnType type) {
        if (type instanceof MoneyColumn money) {
            return Optional.of(money.decimal());
        }
        return type instanceof NumericColumn decimal ? Optional.of(decimal) : Optional.empty();
    }

    private static String text(Column column) {
        // The digits of a decimal stand in Postgres' name of it.
        return column.type().component().replaceAll("@Decimal\\([^)]*\\) ", "") + " ("
                + column.type().postgresName() + (column.nullable() ? ", nullable)" : ")");
    }

    private static String castName(ColumnType type) {
        return type instanceof EnumColumn ? "text" : type.postgresName();
    }
}
