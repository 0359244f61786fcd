package etl.tasks.types;

import etl.parquet.column.TypeOptions.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A type and values of it, in SQL.
///
/// @param column the name of its column: lower case letters and digits
/// @param declaration the type in SQL, such as `numeric(9,2)`
/// @param values the values; beside them a column holds nulls
/// @param file what the file holds, in SQL where `%s` is the column: mostly the column as it is
public record ValueType(String column, String declaration, List<Value> values, String file) {
    private static final String EXPRESSION = "= ";
    private static final String SHOWN = " ⇒ ";

    /// Where a value can be held.
    public enum Held {
        /// Wherever its type is.
        EVERYWHERE,
        /// As text, and no Java type holds it.
        IN_RELATIONS,
        /// The same, nor does the Parquet type of the other target.
        IN_RELATIONS_FOR_ATHENA,
        /// Nowhere: it is special.
        NOWHERE;

        boolean in(Reading reading, Target target) {
            return switch (this) {
                case EVERYWHERE -> true;
                case IN_RELATIONS -> reading == Reading.RELATION;
                case IN_RELATIONS_FOR_ATHENA -> reading == Reading.RELATION && target == Target.ATHENA;
                case NOWHERE -> false;
            };
        }
    }

    /// A value.
    ///
    /// @param sql an expression of the type
    /// @param shown what readers of the file see; of a special value, what the message says of it. Empty: what the
    ///     server prints
    /// @param nulled what the file holds instead of a special value where such become null; empty: a null, no part of it
    public record Value(String sql, Held held, Optional<String> shown, Optional<String> nulled) {}

    public ValueType {
        values = List.copyOf(values);
    }

    /// A type without special values.
    ///
    /// @param lines one value a line: a literal without its quotes, or `= ` and an expression. What is shown, where it
    ///     isn't what the server prints, stands behind ` ⇒ `, and behind another what is left of it without its special
    ///     parts
    static ValueType of(String column, String declaration, String lines) {
        return new ValueType(column, declaration, parse(declaration, Held.EVERYWHERE, lines), "%s");
    }

    /// The same type with more values.
    ValueType and(Held held, String lines) {
        var more = new ArrayList<>(values);
        more.addAll(parse(declaration, held, lines));
        return new ValueType(column, declaration, more, file);
    }

    /// The same type with values that are special.
    ValueType special(String lines) {
        return and(Held.NOWHERE, lines);
    }

    /// The same type whose column in the file isn't what the server prints.
    ValueType inFile(String expression) {
        return new ValueType(column, declaration, values, expression);
    }

    /// The values of that sort.
    List<Value> values(Held held) {
        return values.stream().filter(value -> value.held() == held).toList();
    }

    private static List<Value> parse(String declaration, Held held, String lines) {
        return lines.lines().map(line -> parseLine(declaration, held, line)).toList();
    }

    private static Value parseLine(String declaration, Held held, String line) {
        var parts = List.of(line.split(SHOWN, -1));
        var value = parts.getFirst();
        var sql = value.startsWith(EXPRESSION)
                ? "(" + value.substring(EXPRESSION.length()) + ")"
                : "'" + value.replace("'", "''") + "'";
        return new Value(sql + "::" + declaration, held, part(parts, 1), part(parts, 2));
    }

    private static Optional<String> part(List<String> parts, int index) {
        return index < parts.size() ? Optional.of(parts.get(index)) : Optional.empty();
    }

    @Override
    public String toString() {
        return declaration;
    }
}
