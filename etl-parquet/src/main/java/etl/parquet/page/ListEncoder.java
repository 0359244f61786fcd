package etl.parquet.page;

/// A LIST of three levels.
public final class ListEncoder extends RepeatedEncoder {
    ListEncoder(GroupNode node, NestedRow row, ColumnEncoder element) {
        super(node, row, element);
    }

    /// Begins the next element.
    ///
    /// @return the encoder that takes it: exactly one value or null, before the next call. It is the same each time
    /// @throws IllegalStateException when the list has no more elements, or the one before wasn't added
    public ColumnEncoder next() {
        nextElement();
        return part(0);
    }

    /// What [#next()] returns, for callers that look at its type before.
    public ColumnEncoder element() {
        return part(0);
    }
}
