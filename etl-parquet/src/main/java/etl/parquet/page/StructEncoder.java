package etl.parquet.page;

/// A group of named fields. One that isn't null is added by [#begin], exactly one value or null for each field, in any
/// order, and [#end].
public final class StructEncoder extends GroupEncoder {
    StructEncoder(GroupNode node, NestedRow row, ColumnEncoder... fields) {
        super(node, row, fields);
    }

    /// Begins a struct.
    ///
    /// @throws IllegalStateException when the struct before has no end
    public void begin() {
        open();
    }

    /// The encoders of the fields, in the order of the schema; not to be changed.
    public ColumnEncoder[] fields() {
        return parts();
    }

    /// The encoder of one field, counted from 0.
    public ColumnEncoder field(int index) {
        return part(index);
    }

    /// Ends the struct.
    ///
    /// @throws IllegalStateException when a field hasn't got exactly one value or null
    public void end() {
        requireOpen();
        requireTaken(1);
        close();
    }
}
