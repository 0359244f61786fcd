package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

class TestkitTest {
    @TempDir
    Path directory;

    @Test
    void wrong_password_is_refused() {
        try (var db = TestPostgres.database()) {
            var refused = assertThrows(
                    IllegalStateException.class, () -> db.withPassword("wrong").connect());
            assertTrue(String.valueOf(refused.getCause()).contains("password authentication failed"));
        }
    }

    @Test
    void role_has_no_privilege_of_its_own() {
        try (var db = TestPostgres.database()) {
            db.execute("create table t (id int)");
            var reader = db.role("reader");
            assertEquals("1", reader.text("select 1"));
            var refused = assertThrows(IllegalStateException.class, () -> reader.text("select id from t"));
            assertTrue(String.valueOf(refused.getMessage()).contains("permission denied"));
        }
    }

    @Test
    void duck_db_and_parquet_java_print_values_as_postgres_does() {
        var values =
                "true a, 1::smallint b, (-2147483648)::int c, 9223372036854775807::bigint d, 1.50::decimal(9,2) e, (-0.000001)::decimal(38,6) f,"
                        + " 'é'' \"x' g, date '2026-11-22' h, timestamp '2026-11-22 23:59:59.5' i, timestamp '1900-01-01 00:00:00' j";
        var file = directory.resolve("a.parquet");
        DuckDb.write("select " + values, file);
        try (var db = TestPostgres.database()) {
            var expected = db.rows("select " + values);
            assertEquals(expected, DuckDb.file(file));
            assertEquals(expected, ParquetJava.rows(file));
        }
    }

    @Test
    void floats_have_postgres_shortest_digits() {
        var numbers = List.of(
                "0",
                "-0.0",
                "1",
                "0.1",
                "-0.5",
                "100000",
                "1e6",
                "123456",
                "1234567",
                "0.0001",
                "0.00001",
                "1e-7",
                "3e38",
                "1e14",
                "1e15",
                "123456789012345",
                "1234567890123456",
                "3.4028235e38",
                "1.4e-45",
                "2e-44",
                "1.17549435e-38",
                "2.5e-5");
        try (var db = TestPostgres.database()) {
            for (var number : numbers) {
                assertEquals(db.text("select '" + number + "'::float4"), TextForm.of(Float.parseFloat(number)));
                assertEquals(db.text("select '" + number + "'::float8"), TextForm.of(Double.parseDouble(number)));
            }
            for (var number : List.of(
                    "4.9e-324",
                    "2e-323",
                    "1.7976931348623157e308",
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "2.2250738585072014e-308")) {
                assertEquals(db.text("select '" + number + "'::float8"), TextForm.of(Double.parseDouble(number)));
            }
        }
    }

    @Test
    void dates_outside_four_digits_are_as_postgres_prints_them() {
        try (var db = TestPostgres.database()) {
            assertEquals(db.text("select '0044-03-15 BC'::date"), TextForm.of(java.time.LocalDate.of(-43, 3, 15)));
            assertEquals(db.text("select '12026-01-02'::date"), TextForm.of(java.time.LocalDate.of(12026, 1, 2)));
            assertEquals(
                    db.text("select '0001-12-31 23:59:59.000001 BC'::timestamptz"),
                    TextForm.of(java.time.Instant.parse("0000-12-31T23:59:59.000001Z")));
        }
    }

    @Test
    void conditional_put_is_refused_where_an_object_is() {
        try (var bucket = TestS3.bucket()) {
            bucket.put("a", new byte[] {1});
            var refused = assertThrows(
                    S3Exception.class,
                    () -> TestS3.client()
                            .putObject(
                                    request -> request.bucket(bucket.name())
                                            .key("a")
                                            .ifNoneMatch("*"),
                                    RequestBody.fromBytes(new byte[] {2})));
            assertEquals(412, refused.statusCode());
            assertEquals(1, bucket.bytes("a")[0]);
        }
    }

    @Test
    void uncompleted_multipart_upload_is_not_listed() {
        try (var bucket = TestS3.bucket()) {
            var id = TestS3.client()
                    .createMultipartUpload(
                            request -> request.bucket(bucket.name()).key("a/b"))
                    .uploadId();
            TestS3.client()
                    .uploadPart(
                            request -> request.bucket(bucket.name())
                                    .key("a/b")
                                    .uploadId(id)
                                    .partNumber(1),
                            RequestBody.fromBytes(new byte[100]));
            assertEquals(List.of(), bucket.keys());
            assertEquals(List.of("a/b"), bucket.pendingUploads());
        }
    }
}
