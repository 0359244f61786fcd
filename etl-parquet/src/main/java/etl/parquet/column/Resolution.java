package etl.parquet.column;

/// What the search for a column's type has come to.
public sealed interface Resolution {

    /// A rule has taken the matter.
    sealed interface Decided extends Resolution {}

    /// The column has this type.
    record Found(ColumnType type) implements Decided {}

    /// The column can't have a type as it is described.
    ///
    /// @param problem what is wrong and what to do, as the rest of a sentence that begins with the column's name
    record Refused(String problem) implements Decided {}

    /// Another rule's matter.
    record Other() implements Resolution {}

    Resolution OTHER = new Other();
}
