package etl.parquet.page;

/// What the parts of one nested column share: the row that is being added.
final class NestedRow {
    /// The repetition level of the next leaf entry: 0 at the row's start, and in an element that isn't its list's first
    /// the level of that list. Source: Dremel, "Repetition and Definition Levels".
    int repetition;

    /// The rows that are complete, over all column chunks.
    long rows;
}
