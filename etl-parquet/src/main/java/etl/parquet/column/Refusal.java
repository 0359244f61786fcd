package etl.parquet.column;

import java.io.Serializable;

/// Why a value, or a whole column, can't be, and what to do about it.
///
/// @param problem what came and what is declared, as the rest of a sentence that begins with the column's name; without
///     a full stop
/// @param remedy what to do
public record Refusal(String problem, Remedy remedy) implements Serializable {

    /// One whose remedy is the same wherever the column stands.
    ///
    /// @param otherwise what to do, as sentences
    public static Refusal of(String problem, String otherwise) {
        return new Refusal(problem, Remedy.otherwise(otherwise));
    }

    /// The same for a part of a field, such as `element 3`.
    Refusal inPart(String part) {
        return new Refusal(part + ": " + problem, remedy);
    }
}
