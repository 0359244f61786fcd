package etl.tasks.publish;

import java.time.Instant;
import java.util.Comparator;

/// When a snapshot was taken: the server's time, and its position in the write-ahead log, which decides between equal
/// times.
///
/// @param takenAt ISO 8601 in UTC
/// @param lsn two hexadecimal numbers: `0/16B3748`
public record SnapshotTime(Instant takenAt, String lsn) implements Comparable<SnapshotTime> {
    private static final Comparator<SnapshotTime> ORDER =
            Comparator.comparing(SnapshotTime::takenAt).thenComparing(SnapshotTime::position, Long::compareUnsigned);
    private static final int HALF_BITS = 32;
    private static final int RADIX = 16;

    @Override
    public int compareTo(SnapshotTime other) {
        return ORDER.compare(this, other);
    }

    private long position() {
        int slash = lsn.indexOf('/');
        return slash < 0
                ? 0
                : Long.parseLong(lsn.substring(0, slash), RADIX) << HALF_BITS
                        | Long.parseLong(lsn.substring(slash + 1), RADIX);
    }
}
