package etl.parquet.column;

import java.io.Serializable;
import java.util.Optional;

/// The choices that decide one column's type where Postgres leaves one open.
///
/// @param target who reads the files
/// @param timestamps the digits that timestamps keep
/// @param numeric what becomes of a `numeric` for which the database declares no digits, or more than a decimal has;
///     empty: such a column is refused
/// @param as what the column becomes whatever its type; empty: what its type becomes by itself
/// @param onSpecial what becomes of values that the column's type can't represent
/// @param trim whether `char(n)` loses the padding at its end
public record TypeOptions(
        Target target,
        TimestampUnit timestamps,
        Optional<Representation> numeric,
        Optional<Representation> as,
        OnSpecial onSpecial,
        boolean trim) {

    /// Who reads the files.
    public enum Target {
        /// Athena, and all that read through the Glue Data Catalog.
        ATHENA,
        /// Readers of Parquet's richer types: TIME and UUID.
        PARQUET
    }

    /// Athena documents milliseconds for Hive tables; microseconds keep every digit of Postgres.
    public enum TimestampUnit {
        MILLIS,
        MICROS
    }

    /// What a column is written as where there is a choice.
    public sealed interface Representation extends Serializable {
        /// The word for it: `decimal(12,2)`, `string` or `double`.
        String word();

        /// A decimal of fixed digits.
        ///
        /// @param precision all digits, 1 to 38
        /// @param scale the digits after the point, 0 to `precision`
        record AsDecimal(int precision, int scale) implements Representation {
            public AsDecimal {
                NumericColumn.requireDigits(precision, scale);
            }

            @Override
            public String word() {
                return "decimal(" + precision + "," + scale + ")";
            }
        }

        /// The server's own text.
        record AsText() implements Representation {
            @Override
            public String word() {
                return "string";
            }
        }

        /// The nearest double: digits past the 15th or so are lost.
        record AsDouble() implements Representation {
            @Override
            public String word() {
                return "double";
            }
        }
    }

    /// For Athena, milliseconds, and nothing decided: what would lose something is refused.
    public static final TypeOptions DEFAULT = new TypeOptions(
            Target.ATHENA, TimestampUnit.MILLIS, Optional.empty(), Optional.empty(), OnSpecial.FAIL, false);

    public TypeOptions withTarget(Target newTarget) {
        return new TypeOptions(newTarget, timestamps, numeric, as, onSpecial, trim);
    }

    public TypeOptions withTimestamps(TimestampUnit newTimestamps) {
        return new TypeOptions(target, newTimestamps, numeric, as, onSpecial, trim);
    }

    public TypeOptions withNumeric(Representation newNumeric) {
        return new TypeOptions(target, timestamps, Optional.of(newNumeric), as, onSpecial, trim);
    }

    public TypeOptions withAs(Representation newAs) {
        return new TypeOptions(target, timestamps, numeric, Optional.of(newAs), onSpecial, trim);
    }

    public TypeOptions withOnSpecial(OnSpecial newOnSpecial) {
        return new TypeOptions(target, timestamps, numeric, as, newOnSpecial, trim);
    }

    public TypeOptions withTrim(boolean newTrim) {
        return new TypeOptions(target, timestamps, numeric, as, onSpecial, newTrim);
    }

    /// The same for a column that can't hold nulls unless it is nullable: where null would be put, the run fails.
    public TypeOptions orFail(boolean nullable) {
        return nullable || onSpecial != OnSpecial.NULL ? this : withOnSpecial(OnSpecial.FAIL);
    }

    /// The same for what lies inside of an array or composite: what was chosen for the column decides about all numerics
    /// in it, and about nothing else.
    public TypeOptions ofPart(PostgresType part) {
        return new TypeOptions(target, timestamps, numeric, as.filter(chosen -> part.holdsNumeric()), onSpecial, trim);
    }
}
