package etl.parquet.column;

import org.apache.parquet.schema.Type.Repetition;

/// Whether a Parquet column may be null.
final class Repetitions {
    private Repetitions() {}

    static Repetition of(boolean nullable) {
        return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
    }
}
