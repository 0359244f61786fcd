package etl.tasks.run;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Names a run. Ids begin with the run's time, so they sort by it.
final class RunId {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BITS = 32;

    private RunId() {}

    static String next(Instant now) {
        return "%s-%08x".formatted(TIME.format(now), RANDOM.nextLong(1L << RANDOM_BITS));
    }
}
