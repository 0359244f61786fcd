package etl.parquet.column;

/// What messages about special values say to do.
final class Advice {
    private Advice() {}

    /// @param clamps whether such a value has a nearest one
    static String onSpecial(boolean clamps) {
        return "Say what becomes of such values by types.columns (on-special: null"
                + (clamps ? ", clamp" : "")
                + " or string), or leave the rows out with a condition";
    }
}
