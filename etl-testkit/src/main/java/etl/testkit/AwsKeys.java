package etl.testkit;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The access keys that an AWS of the tests knows: those of the tests' own account, and temporary ones.
public final class AwsKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 20;

    /// @param sessionToken what must come with the key; empty for one that lasts for ever
    /// @param expires when nobody takes it any more
    /// @param owner whose it is
    public record Key(
            String accessKey,
            String secretKey,
            Optional<String> sessionToken,
            Optional<Instant> expires,
            String owner) {}

    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final Clock clock;

    /// Knows [TestS3#ACCESS_KEY].
    ///
    /// @param clock by which keys expire and signatures get old
    public AwsKeys(Clock clock) {
        this.clock = clock;
        keys.put(
                TestS3.ACCESS_KEY,
                new Key(TestS3.ACCESS_KEY, TestS3.SECRET_KEY, Optional.empty(), Optional.empty(), "test"));
    }

    /// Knows another key, which lasts for ever.
    public AwsKeys with(String accessKey, String secretKey) {
        keys.put(accessKey, new Key(accessKey, secretKey, Optional.empty(), Optional.empty(), accessKey));
        return this;
    }

    /// A new temporary key.
    public Key issue(String owner, Duration lasting) {
        var key = new Key(
                "ASIA" + random(8).toUpperCase(java.util.Locale.ROOT),
                random(SECRET_BYTES),
                Optional.of("token/" + random(SECRET_BYTES) + "=="),
                Optional.of(clock.instant().plus(lasting)),
                owner);
        keys.put(key.accessKey(), key);
        return key;
    }

    /// A key, expired or not.
    Optional<Key> find(String accessKey) {
        return Optional.ofNullable(keys.get(accessKey));
    }

    /// A key that hasn't expired.
    Optional<Key> current(String accessKey) {
        return find(accessKey)
                .filter(key -> key.expires().isEmpty()
                        || clock.instant().isBefore(key.expires().get()));
    }

    Clock clock() {
        return clock;
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
