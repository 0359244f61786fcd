package etl.schemas;

/// A Postgres `interval`: months, days and microseconds, which don't convert into each other (a month has no fixed
/// number of days, a day of a change of clocks has no 24 hours). Any of them may be negative.
///
/// @param months whole months; 12 are a year
/// @param days whole days
/// @param micros microseconds
public record Interval(int months, int days, long micros) {

    /// The interval `infinity` of Postgres 17 and later.
    public static final Interval INFINITY = new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

    /// The interval `-infinity` of Postgres 17 and later.
    public static final Interval NEGATIVE_INFINITY = new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

    private static final int MONTHS_A_YEAR = 12;
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long MICROS_A_MINUTE = 60 * MICROS_A_SECOND;
    private static final long MICROS_A_HOUR = 60 * MICROS_A_MINUTE;

    /// The interval in ISO 8601 as Postgres prints it with `IntervalStyle = iso_8601`, such as `P1Y2M3DT4H5M6.5S`; each
    /// part has its own sign. The infinities are `infinity` and `-infinity`.
    @Override
    public String toString() {
        if (equals(INFINITY)) {
            return "infinity";
        }
        if (equals(NEGATIVE_INFINITY)) {
            return "-infinity";
        }
        if (months == 0 && days == 0 && micros == 0) {
            return "PT0S";
        }
        StringBuilder text = new StringBuilder("P");
        part(text, months / MONTHS_A_YEAR, 'Y');
        part(text, months % MONTHS_A_YEAR, 'M');
        part(text, days, 'D');
        if (micros != 0) {
            text.append('T');
            part(text, micros / MICROS_A_HOUR, 'H');
            part(text, micros % MICROS_A_HOUR / MICROS_A_MINUTE, 'M');
            seconds(text, micros % MICROS_A_MINUTE);
        }
        return text.toString();
    }

    private static void part(StringBuilder text, long value, char unit) {
        if (value != 0) {
            text.append(value).append(unit);
        }
    }

    private static void seconds(StringBuilder text, long micros) {
        if (micros == 0) {
            return;
        }
        text.append(micros < 0 ? "-" : "").append(Math.abs(micros / MICROS_A_SECOND));
        long fraction = Math.abs(micros % MICROS_A_SECOND);
        if (fraction != 0) {
            String digits = Long.toString(MICROS_A_SECOND + fraction).substring(1);
            text.append('.').append(digits.replaceFirst("0+$", ""));
        }
        text.append('S');
    }
}
