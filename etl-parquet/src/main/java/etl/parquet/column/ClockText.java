package etl.parquet.column;

/// Times of day as Postgres prints them: `HH:MM:SS`, and the digits of a fraction without zeros at its end.
final class ClockText {
    static final long MICROS_A_DAY = 86_400_000_000L;

    private static final int MICROS_A_SECOND = 1_000_000;
    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_AN_HOUR = 3600;

    private ClockText() {}

    /// @param micros the microseconds since midnight, up to 24:00:00
    static String ofTime(long micros) {
        int seconds = (int) (micros / MICROS_A_SECOND);
        StringBuilder text = new StringBuilder(15);
        twoDigits(text, seconds / SECONDS_AN_HOUR).append(':');
        twoDigits(text, seconds / SECONDS_A_MINUTE % 60).append(':');
        twoDigits(text, seconds % SECONDS_A_MINUTE);
        int fraction = (int) (micros % MICROS_A_SECOND);
        if (fraction != 0) {
            text.append('.').append(Integer.toString(MICROS_A_SECOND + fraction), 1, 7);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.toString();
    }

    /// @param secondsEast the seconds that the zone's clocks are ahead of UTC
    static String ofOffset(int secondsEast) {
        int seconds = Math.abs(secondsEast);
        StringBuilder text = new StringBuilder(9).append(secondsEast < 0 ? '-' : '+');
        twoDigits(text, seconds / SECONDS_AN_HOUR);
        int minutes = seconds / SECONDS_A_MINUTE % 60;
        int rest = seconds % SECONDS_A_MINUTE;
        if (minutes != 0 || rest != 0) {
            twoDigits(text.append(':'), minutes);
        }
        if (rest != 0) {
            twoDigits(text.append(':'), rest);
        }
        return text.toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
