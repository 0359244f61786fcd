package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

class ChaosTest {
    private static final Duration SLOWEST = Duration.ofMillis(30);
    private static final byte[] BYTES = new byte[10_000];

    /// How the requests of a small program end.
    private static List<String> outcomes(long seed, double probability, List<String> log) {
        try (var bucket = TestS3.bucket();
                var proxy = FaultProxy.before(TestS3.endpoint()).chaos(seed, probability, SLOWEST);
                var client = TestS3.client(proxy.endpoint())) {
            var outcomes = new ArrayList<String>();
            for (var i = 0; i < 10; i++) {
                var key = "table/" + i;
                outcomes.add(outcome(() -> upload(client, bucket, key)));
                outcomes.add(outcome(() -> assertArrayEquals(
                        BYTES,
                        client.getObjectAsBytes(
                                        request -> request.bucket(bucket.name()).key(key))
                                .asByteArray())));
                outcomes.add(outcome(() -> client.listObjectsV2(request -> request.bucket(bucket.name()))));
            }
            log.addAll(proxy.calm());
            return outcomes;
        }
    }

    private static void upload(S3Client client, TestBucket bucket, String key) {
        var id = client.createMultipartUpload(
                        request -> request.bucket(bucket.name()).key(key))
                .uploadId();
        var tag = client.uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(key)
                                .uploadId(id)
                                .partNumber(1),
                        RequestBody.fromBytes(BYTES))
                .eTag();
        client.completeMultipartUpload(request -> request.bucket(bucket.name())
                .key(key)
                .uploadId(id)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(tag).build())));
    }

    private static String outcome(Runnable request) {
        try {
            request.run();
            return "done";
        } catch (S3Exception e) {
            return String.valueOf(e.statusCode());
        } catch (SdkException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    void without_probability_everything_passes() {
        assertEquals(java.util.Set.of("done"), new HashSet<>(outcomes(1, 0, new ArrayList<>())));
    }

    @Test
    void the_same_seed_does_the_same_and_another_one_does_not() {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        var other = new ArrayList<String>();
        assertEquals(outcomes(7, 0.2, first), outcomes(7, 0.2, second));
        outcomes(8, 0.2, other);
        assertEquals(ways(first), ways(second));
        assertNotEquals(ways(first), ways(other));
    }

    private static List<String> ways(List<String> log) {
        return log.stream().map(line -> line.replaceFirst(" .*", "")).toList();
    }

    @Test
    void a_request_fails_in_nine_ways_and_no_corrupt_byte_is_taken_for_a_good_one() {
        var log = new ArrayList<String>();
        var outcomes = outcomes(3, 0.5, log);
        assertEquals(
                new TreeSet<>(List.of(
                        "CORRUPT",
                        "ERROR",
                        "FORBIDDEN",
                        "LOST_ANSWER",
                        "OK_WITH_ERROR",
                        "RESET_BEFORE",
                        "RESET_WITHIN",
                        "SLOW",
                        "SLOW_DOWN")),
                new TreeSet<>(ways(log)));
        assertEquals(true, outcomes.contains("403"), outcomes.toString());
    }
}
