package etl.tasks.sample;

/// What to do about tables that are there already.
public enum Existing {
    /// Refuse, and change nothing.
    REFUSE,
    /// Drop them and make them anew, if insert-data made every one of them; otherwise refuse, and change nothing.
    REPLACE
}
