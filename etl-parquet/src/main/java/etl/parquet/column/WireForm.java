package etl.parquet.column;

import etl.parquet.WireRow;
import java.math.BigDecimal;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How values of a type that come from elsewhere than Postgres get the form in which Postgres sends them. Nothing is
/// changed on the way: a value that isn't one of the type is refused.
public interface WireForm {
    /// What to do about a value that a database's column holds and its type doesn't.
    String CAST = "Correct the value, or select the column in a query that casts it.";

    /// Puts a value as the row's next field.
    ///
    /// @throws FieldException when it is no value of the type
    void put(Object value, WireRow row);

    /// The value that a text means, for [#put].
    ///
    /// @throws IllegalArgumentException when it means none; the message says what is expected, such as `a date such as
    ///     2026-11-22`
    Object parse(String text);

    /// @param expected what a text of the type looks like, with its article
    /// @param taken gives the value as the Java type that is written; null when it isn't one of the type
    /// @param parser gives the value of a text; null when it is none
    /// @param writer puts the value
    static <T> WireForm of(
            String expected,
            Function<Object, @Nullable T> taken,
            Function<String, @Nullable T> parser,
            BiConsumer<WireRow, T> writer) {
        return new WireForm() {
            @Override
            public void put(Object value, WireRow row) {
                T known = taken.apply(value);
                if (known == null) {
                    throw row.refused(describe(value) + " is not " + expected, CAST);
                }
                writer.accept(row, known);
            }

            @Override
            public Object parse(String text) {
                @Nullable Object value;
                try {
                    value = parser.apply(text);
                } catch (RuntimeException malformed) {
                    throw new IllegalArgumentException(expected, malformed);
                }
                if (value == null) {
                    throw new IllegalArgumentException(expected);
                }
                return value;
            }
        };
    }

    /// Takes values of one class only.
    static <T> Function<Object, @Nullable T> only(Class<T> type) {
        return value -> type.isInstance(value) ? type.cast(value) : null;
    }

    /// A value in a message.
    static String describe(Object value) {
        return switch (value) {
            case String text -> "the text '" + text + "'";
            case byte[] bytes -> "a value of " + bytes.length + " bytes";
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }
}
