package etl.parquet.column;

import etl.parquet.WireRow;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How values of a type that come from elsewhere than Postgres get the form in which Postgres sends them. Nothing is
/// changed on the way: a value that isn't one of the type is refused.
public interface WireForm {
    /// What to do about a value that a database's column holds and its type doesn't.
    String CAST = "Correct the value, or select the column in a query that casts it.";

    /// So much of a text is shown in a message.
    int MAX_SHOWN = 60;

    /// Puts a value as the row's next field.
    ///
    /// @throws FieldException when it is no value of the type
    void put(Object value, WireRow row);

    /// Puts the value that a text means, as SQL writes it, as the row's next field.
    ///
    /// @throws FieldException when it means none
    void putText(String text, WireRow row);

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
                    throw refused(value, row);
                }
                writer.accept(row, known);
            }

            @Override
            public void putText(String text, WireRow row) {
                @Nullable T known;
                try {
                    known = parser.apply(text);
                } catch (IllegalArgumentException | DateTimeException malformed) {
                    throw refused(text, row);
                }
                if (known == null) {
                    throw refused(text, row);
                }
                writer.accept(row, known);
            }

            private FieldException refused(Object value, WireRow row) {
                return row.refused(describe(value) + " is not " + expected, CAST);
            }
        };
    }

    /// Takes values of one class only.
    static <T> Function<Object, @Nullable T> only(Class<T> type) {
        return value -> type.isInstance(value) ? type.cast(value) : null;
    }

    /// A value in a message.
    private static String describe(Object value) {
        return switch (value) {
            case String text ->
                "the text '"
                        + (text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…").replace("\n", "\\n")
                        + "'";
            case byte[] bytes -> "a value of " + bytes.length + " bytes";
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }
}
