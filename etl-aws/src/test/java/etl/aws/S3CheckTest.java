package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.UnfinishedUpload;
import etl.testkit.FaultProxy.Fault;
import etl.testkit.TestS3;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is looked at before a run, and what others left at a destination.
class S3CheckTest extends S3Case {

    @Test
    void check_needs_control_files() {
        proxy.fault(
                "PUT .*/_etl/p/check",
                1,
                Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
        var e = refused(ExitCode.USAGE, destination);
        assertTrue(e.getMessage().contains("Cannot create check in " + bucket.uri("_etl/p/")), e.getMessage());
        assertEquals(List.of(), bucket.keys());
    }

    @Test
    void store_that_replaces_objects_is_refused() {
        proxy.fault(
                "PUT .*/_etl/p/check",
                99,
                new Fault(
                        true,
                        "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                        false));
        var e = refused(ExitCode.USAGE, destination);
        assertTrue(e.getMessage().contains("If-None-Match: * forbids it"), e.getMessage());
        assertEquals(List.of(), bucket.keys());
    }

    @Test
    void many_check_at_once_and_leave_nothing() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var checks = Stream.generate(() -> threads.submit(() -> {
                        destination.check();
                        return true;
                    }))
                    .limit(24)
                    .toList();
            for (var check : checks) {
                assertTrue(check.get());
            }
        }
        assertEquals(List.of(), bucket.keys());
        assertEquals(List.of(), bucket.pendingUploads());
    }

    @Test
    void file_of_a_check_that_was_killed_is_removed() throws IOException {
        bucket.put("_etl/p/check", new byte[1]);
        destination.check();
        assertEquals(List.of(), bucket.keys());
    }

    @Test
    void uploads_of_others_are_left_alone_and_those_of_broken_checks_removed() throws IOException {
        proxy.fault("POST .*uploads", 1, Fault.LOSE_ANSWER);
        destination.check();
        assertEquals(List.of("p/.etl-check"), bucket.pendingUploads());
        for (var key : List.of("p/orders/dt=2026-11-22/backup.parquet", "other/x")) {
            bucket.client()
                    .createMultipartUpload(
                            request -> request.bucket(bucket.name()).key(key));
        }
        prepared(new byte[1]);

        assertEquals(
                List.of(KEY),
                destination.unfinished().stream().map(UnfinishedUpload::key).toList());

        assertEquals(
                List.of("other/x", "p/" + KEY.path(), "p/orders/dt=2026-11-22/backup.parquet"),
                bucket.pendingUploads());
    }

    @Test
    void uploads_are_listed_to_their_end() throws IOException {
        prepared(new byte[1]);
        proxy.fault("GET .*uploads", 1, Fault.answer(200, """
                <ListMultipartUploadsResult><Bucket>b</Bucket><IsTruncated>true</IsTruncated>
                <NextKeyMarker>p/a</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>
                <Upload><Key>p/users/dt=2026-11-22/20261122T010203Z-4f1c0002/00007.parquet</Key><UploadId>1</UploadId>
                <Initiated>2026-11-22T01:02:03.000Z</Initiated></Upload></ListMultipartUploadsResult>"""));
        proxy.fault("GET .*key-marker=p", 1, Fault.answer(200, """
                <ListMultipartUploadsResult><Bucket>b</Bucket><IsTruncated>false</IsTruncated>
                <Upload><Key>p/%s</Key><UploadId>2</UploadId>
                <Initiated>2026-11-22T01:02:04.000Z</Initiated></Upload></ListMultipartUploadsResult>""".formatted(KEY.path())));

        assertEquals(
                List.of(
                        new UnfinishedUpload(
                                new FileKey(
                                        "users",
                                        "dt=2026-11-22",
                                        "20261122T010203Z-4f1c0002",
                                        7,
                                        FileKey.Layout.RUN_AS_FOLDER),
                                "1",
                                Instant.parse("2026-11-22T01:02:03Z")),
                        new UnfinishedUpload(KEY, "2", Instant.parse("2026-11-22T01:02:04Z"))),
                destination.unfinished());
        assertTrue(
                proxy.requests().getLast().contains("upload-id-marker=1"),
                proxy.requests().getLast());
    }

    @Test
    void control_files_may_lie_in_another_bucket() throws IOException {
        try (var other = TestS3.bucket();
                var moved = S3Destination.open(
                        S3Location.parse(bucket.uri("p/")),
                        S3Location.parse(other.uri("log/")),
                        Aws.settings(),
                        Aws.CREDENTIALS)) {
            moved.check();
            assertTrue(moved.control().create("runs/a.json", new byte[1]));
            assertEquals(other.uri("log/"), moved.control().uri());
            assertEquals(List.of("log/runs/a.json"), other.keys());
            assertEquals(List.of(), bucket.keys());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/shop/, s3://bucket/shop/",
        "s3://bucket/shop/, s3://bucket/shop/control/",
        "s3://bucket/, s3://bucket/control/",
        "s3://bucket/, s3://bucket/"
    })
    void control_files_do_not_lie_among_the_data(String location, String control) {
        var e = assertThrows(
                EtlException.class,
                () -> S3Destination.open(
                        S3Location.parse(location), Optional.of(S3Location.parse(control)), Aws.settings()));
        assertTrue(e.getMessage().contains("where readers and crawlers look for data"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/shop/, s3://bucket/shop2/",
        "s3://bucket/shop/, s3://bucket/",
        "s3://bucket/shop/, s3://bucket/shop/_log/",
        "s3://bucket/, s3://bucket/_etl/"
    })
    void control_files_may_be_hidden_or_outside(String location, String control) {
        try (var destination = S3Destination.open(
                S3Location.parse(location), Optional.of(S3Location.parse(control)), Aws.settings())) {
            assertEquals(control, destination.control().uri());
        }
    }

    @Test
    void without_a_region_it_says_what_to_set() {
        // The SDK would look for a region at a machine of Amazon's.
        System.setProperty("aws.disableEc2Metadata", "true");
        try (var nowhere = S3Destination.open("s3://bucket/p/", AwsSettings.DEFAULT)) {
            for (Executable call : List.<Executable>of(nowhere::check, nowhere::checkRules)) {
                var e = assertThrows(EtlException.class, call);
                assertEquals(ExitCode.USAGE, e.exitCode());
                assertEquals(
                        "No AWS region is set. Set AWS_REGION, aws.region in etl.yaml, or a region in the profile.",
                        e.getMessage());
            }
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
        }
    }
}
