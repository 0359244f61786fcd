package etl.parquet.column;

/// What the search for a column's type has come to.
public sealed interface Resolution {

    /// A rule has taken the matter.
    sealed interface Decided extends Resolution {}

    /// The column has this type.
    record Found(ColumnType type) implements Decided {}

    /// The column can't have a type as it is described.
    ///
    /// @param refusal what is wrong and what to do
    record Refused(Refusal refusal) implements Decided {

        /// One that says itself what to do.
        public Refused(String problem) {
            this(new Refusal(problem, Remedy.none()));
        }
    }

    /// Another rule's matter.
    record Other() implements Resolution {}

    Resolution OTHER = new Other();
}
