package etl.parquet.page;

/// A list or a map. One that isn't null is added by [#begin], `next()` for each of its elements, which are the entries of
/// a map, and [#end].
public abstract sealed class RepeatedEncoder extends GroupEncoder permits ListEncoder, MapEncoder {
    private int elements;
    private int begun;
    private int outerRepetition;

    RepeatedEncoder(GroupNode node, NestedRow row, ColumnEncoder... parts) {
        super(node, row, parts);
    }

    /// Begins a list or map of so many elements, 0 for an empty one.
    ///
    /// @throws IllegalStateException when the one before has no end
    public final void begin(int elements) {
        if (elements < 0) {
            throw misused("there can't be " + elements + " elements");
        }
        open();
        this.elements = elements;
        begun = 0;
        outerRepetition = repetition();
    }

    /// Ends the list or map.
    ///
    /// @throws IllegalStateException when not all of its elements were added
    public final void end() {
        requireOpen();
        requireTaken(elements);
        if (elements == 0) {
            addMissing(node().definition());
        }
        setRepetition(outerRepetition);
        close();
    }

    final void nextElement() {
        requireOpen();
        if (begun == elements) {
            throw misused("an element came after the " + elements + " that were announced");
        }
        requireTaken(begun);
        if (begun++ > 0) {
            setRepetition(node().repetition());
        }
    }
}
