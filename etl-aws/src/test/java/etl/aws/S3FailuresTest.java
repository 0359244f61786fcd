package etl.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.publish.UploadGoneException;
import etl.testkit.FaultProxy.Fault;
import etl.testkit.TestS3;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// What happens, and what the user is told, when S3 isn't there, refuses, or answers badly.
class S3FailuresTest extends S3Case {
    private static final String SLOW_DOWN =
            "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

    @Test
    void missing_bucket_is_named() {
        var e = refused(ExitCode.USAGE, S3Destination.open("s3://no-such-bucket/p/", Aws.settings(), Aws.CREDENTIALS));
        assertEquals(
                "Cannot write to s3://no-such-bucket/p/: there is no bucket no-such-bucket. Create it, or correct the destination.",
                e.getMessage());
    }

    @Test
    void requests_that_the_sdk_repeats_are_counted_with_what_went_wrong() throws IOException {
        proxy.fault(
                "POST .*uploads",
                2,
                Fault.answer(503, "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>"));
        destination.check();
        assertEquals(
                List.of(new RepeatedCalls("S3", "CreateMultipartUpload", 2, "503 throttling (2)")),
                destination.repeated());
        proxy.fault("POST .*uploads", 1, Fault.BREAK);
        destination
                .begin(new FileKey("t", "dt=2026-11-22", "20261122T010203Z-4f1c0001", 0, FileKey.Layout.RUN_IN_NAME))
                .close();
        assertEquals(
                "503 throttling (2), connection broken (1)",
                destination.repeated().get(0).why());
    }

    @Test
    void wrong_credentials_are_told() {
        assumeTrue(TestS3.checksSignatures(), "this emulator accepts any signature");
        for (var wrong : List.of(
                AwsBasicCredentials.create("nobody", TestS3.SECRET_KEY),
                AwsBasicCredentials.create(TestS3.ACCESS_KEY, "canary-secret"))) {
            var e = refused(
                    ExitCode.USAGE,
                    S3Destination.open(bucket.uri("p/"), Aws.settings(), StaticCredentialsProvider.create(wrong)));
            assertTrue(e.getMessage().contains("doesn't accept the AWS credentials"), e.getMessage());
            assertTrue(!e.toString().contains("canary-secret"), e.toString());
        }
    }

    @Test
    void denied_permission_is_named() {
        proxy.fault(
                "POST .*uploads",
                1,
                Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
        var e = refused(ExitCode.USAGE, destination);
        assertTrue(e.getMessage().contains("s3:AbortMultipartUpload"), e.getMessage());
    }

    @Test
    void bucket_of_another_region_is_told() {
        proxy.fault(
                "POST .*uploads",
                1,
                new Fault(
                        false,
                        "HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: eu-west-3\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                        false));
        var e = refused(ExitCode.USAGE, destination);
        assertTrue(
                e.getMessage().endsWith("the bucket is in region eu-west-3. Set AWS_REGION=eu-west-3."),
                e.getMessage());
    }

    @Test
    void refused_connection_fails_within_seconds() throws IOException {
        URI nobody;
        try (var closed = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        var unreachable = S3Destination.open(bucket.uri("p/"), Aws.at(nobody), Aws.CREDENTIALS);
        var e = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> refused(ExitCode.DESTINATION_UNAVAILABLE, unreachable));
        assertTrue(e.getMessage().contains("S3 at " + nobody + " can't be reached"), e.getMessage());
    }

    @Test
    void unknown_host_is_named() {
        var nowhere = S3Destination.open(
                bucket.uri("p/"), Aws.at(URI.create("http://no-such-host.invalid")), Aws.CREDENTIALS);
        var e = refused(ExitCode.DESTINATION_UNAVAILABLE, nowhere);
        assertTrue(e.getMessage().contains("there is no host no-such-host.invalid"), e.getMessage());
    }

    @Test
    void store_that_keeps_failing_is_unavailable() {
        proxy.fault("POST .*uploads", 99, Fault.answer(503, SLOW_DOWN));
        var e = refused(ExitCode.DESTINATION_UNAVAILABLE, destination);
        assertTrue(e.getMessage().contains("503 SlowDown"), e.getMessage());
        assertEquals(AwsClients.IMPATIENT, proxy.requests().size());
    }

    @Test
    void throttling_and_broken_connections_pass() throws IOException {
        proxy.fault("POST .*uploads", 1, Fault.answer(503, SLOW_DOWN));
        proxy.fault("PUT .*partNumber=1", 1, Fault.BREAK);
        proxy.fault("PUT .*partNumber=1", 1, Fault.LOSE_ANSWER);
        proxy.fault("POST .*uploadId=", 1, Fault.answer(500, "<Error><Code>InternalError</Code></Error>"));
        var bytes = "some bytes".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        destination.complete(prepared(bytes));
        assertArrayEquals(bytes, bucket.bytes("p/" + KEY.path()));
        assertEquals(List.of(), bucket.pendingUploads());
    }

    @Test
    void completion_whose_answer_is_lost_is_seen_to_have_happened() throws IOException {
        var prepared = prepared(new byte[1000]);
        proxy.fault("POST .*uploadId=", 1, Fault.LOSE_ANSWER);
        assertTrue(destination.complete(prepared));
        assertEquals(1000, bucket.bytes("p/" + KEY.path()).length);
    }

    @Test
    void success_with_an_error_in_its_body_is_a_failure_and_tried_again() throws IOException {
        var prepared = prepared(new byte[1000]);
        proxy.fault(
                "POST .*uploadId=",
                1,
                Fault.answer(
                        200,
                        "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>try again</Message></Error>"));
        destination.complete(prepared);
        var completions = proxy.requests().stream()
                .filter(line -> line.startsWith("POST") && line.contains("uploadId="))
                .count();
        assertEquals(2, completions);
        assertEquals(List.of("p/" + KEY.path()), bucket.keys());
    }

    @Test
    void upload_that_somebody_aborted_is_told() throws IOException {
        var prepared = prepared(new byte[1000]);
        bucket.clear();
        assertFalse(destination.complete(prepared));
        assertFalse(destination.verify(prepared));
    }

    @Test
    void upload_that_somebody_aborts_while_it_is_written_is_gone() throws IOException {
        proxy.fault(
                "PUT .*partNumber=1",
                1,
                Fault.answer(404, "<Error><Code>NoSuchUpload</Code><Message>no such upload</Message></Error>"));
        try (var file = destination.begin(KEY)) {
            file.stream().write(new byte[1000]);
            var gone = assertThrows(UploadGoneException.class, file::prepare);
            assertEquals(KEY, gone.key());
        }
        assertEquals(List.of(), bucket.pendingUploads());
    }

    @Test
    void part_that_keeps_failing_fails_the_file_and_leaves_nothing() throws IOException {
        proxy.fault(
                "PUT .*partNumber=1",
                99,
                Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
        try (var file = destination.begin(KEY)) {
            file.stream().write(new byte[1000]);
            assertThrows(EtlException.class, file::prepare);
        }
        assertEquals(List.of(), bucket.keys());
        assertEquals(List.of(), bucket.pendingUploads());
    }

    @Test
    void closing_does_not_wait_for_a_part_that_hangs() throws IOException {
        proxy.fault("PUT .*partNumber=1", 1, Fault.SAY_NOTHING);
        var began = System.nanoTime();
        try (var file = destination.begin(KEY)) {
            file.stream().write(new byte[S3PendingFile.PART_BYTES + 1]);
        }
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
        assertEquals(List.of(), bucket.pendingUploads());
    }

    @Test
    void object_of_another_size_is_not_what_was_prepared() throws IOException {
        var prepared = prepared(new byte[1000]);
        assertTrue(destination.complete(prepared));
        bucket.put("p/" + KEY.path(), new byte[999]);
        var e = assertThrows(IOException.class, () -> destination.verify(prepared));
        assertEquals(bucket.uri("p/") + KEY.path() + " has 999 bytes, and 1000 were written", e.getMessage());
    }

    @Test
    void object_of_other_bytes_is_not_what_was_prepared() throws IOException {
        var prepared = prepared(new byte[] {1, 2, 3});
        var other = prepared(new byte[] {1, 2, 4});
        assertTrue(destination.complete(other));
        assertTrue(destination.verify(other));
        var e = assertThrows(IOException.class, () -> destination.verify(prepared));
        assertTrue(
                e.getMessage().matches(".* has the (CRC32|entity tag) \\S+-1, and what was written has \\S+-1"),
                e.getMessage());
    }

    @Test
    void unanswered_question_for_an_object_is_no_answer() throws IOException {
        var prepared = prepared(new byte[1000]);
        proxy.fault("HEAD ", 1, Fault.answer(403, ""));
        var e = assertThrows(EtlException.class, () -> destination.verify(prepared));
        assertEquals(ExitCode.USAGE, e.exitCode());
        proxy.fault("POST .*uploadId=", 1, Fault.answer(404, "<Error><Code>NoSuchUpload</Code></Error>"));
        proxy.fault("HEAD ", 1, Fault.answer(403, ""));
        assertThrows(EtlException.class, () -> destination.complete(prepared));
        assertTrue(destination.complete(prepared));
    }

    @Test
    void failed_completion_is_no_gone_upload() throws IOException {
        var prepared = prepared(new byte[1000]);
        proxy.fault(
                "POST .*uploadId=",
                1,
                Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"));
        assertThrows(EtlException.class, () -> destination.complete(prepared));
        assertEquals(List.of("p/" + KEY.path()), bucket.pendingUploads());
    }

    @Test
    void file_without_checksums_is_published_too() throws IOException {
        var settings = AwsSettings.of(Map.of(
                "AWS_ENDPOINT_URL", TestS3.endpoint().toString(), "AWS_REQUEST_CHECKSUM_CALCULATION", "when_required"));
        try (var plain = S3Destination.open(bucket.uri("p/"), settings, Aws.CREDENTIALS);
                var file = plain.begin(KEY)) {
            file.stream().write(new byte[S3PendingFile.PART_BYTES + 1]);
            plain.complete(file.prepare());
        }
        assertEquals(S3PendingFile.PART_BYTES + 1, bucket.bytes("p/" + KEY.path()).length);
    }
}
