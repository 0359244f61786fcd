package etl.cli.output;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them.
public final class Quantity {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Quantity() {}

    /// `6,001,215`
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 file`, `2,000 files`
    public static String of(long number, String thing) {
        return count(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /// `145.3 MiB`
    public static String bytes(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < BYTE_UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, BYTE_UNITS[unit]);
    }

    /// `12.3`
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", seconds(duration.toMillis()));
    }

    /// `12.3 s`, `4 min 05 s`, `1 h 02 min`
    public static String duration(Duration duration) {
        if (duration.toMinutes() < 1) {
            return seconds(duration) + " s";
        }
        return duration.toHours() < 1
                ? String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart())
                : String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
    }

    /// How many a second; 0 when no time has passed.
    public static long perSecond(long number, Duration duration) {
        return duration.toMillis() <= 0 ? 0 : Math.round(number / seconds(duration.toMillis()));
    }

    private static double seconds(long millis) {
        return millis / 1000.0;
    }
}
