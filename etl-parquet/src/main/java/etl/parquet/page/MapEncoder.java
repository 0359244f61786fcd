package etl.parquet.page;

/// A MAP, whose keys are never null. That no key comes twice in one map is the caller's to see to.
public final class MapEncoder extends RepeatedEncoder {
    MapEncoder(GroupNode node, NestedRow row, ColumnEncoder key, ColumnEncoder value) {
        super(node, row, key, value);
    }

    /// Begins the next entry: [#key()] takes exactly one value and [#value()] exactly one value or null, before the next
    /// call.
    ///
    /// @throws IllegalStateException when the map has no more entries, or the one before wasn't added
    public void next() {
        nextElement();
    }

    /// Takes the entry's key.
    public ColumnEncoder key() {
        return part(0);
    }

    /// Takes the entry's value.
    public ColumnEncoder value() {
        return part(1);
    }
}
