package etl.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.ControlFiles;
import etl.tasks.publish.ControlFilesContract;
import etl.testkit.FaultProxy;
import etl.testkit.FaultProxy.Fault;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class S3ControlFilesTest implements ControlFilesContract {
    private static final String PATH = "commits/0000000000.json";
    private static final byte[] MINE = "mine".getBytes(UTF_8);
    private static final byte[] OTHERS = "others'".getBytes(UTF_8);
    private static final String SOME_ERROR = "<Error><Code>%s</Code><Message>some error</Message></Error>";

    private final TestBucket bucket = TestS3.bucket();
    private final FaultProxy proxy = FaultProxy.before(TestS3.endpoint());
    private final SdkHttpClient http = AwsClients.http();
    private final S3Client client = client(Aws.settings());
    private final S3Client faulty = client(Aws.at(proxy.endpoint()));
    private final S3ControlFiles files = files(faulty);

    private S3Client client(AwsSettings settings) {
        return new AwsClients(settings, Aws.CREDENTIALS)
                .build(S3Client.builder().forcePathStyle(true), http, settings.s3Endpoint(), AwsClients.IMPATIENT);
    }

    private S3ControlFiles files(S3Client by) {
        return new S3ControlFiles(S3Location.parse(bucket.uri("_etl/shop/")), Aws.at(proxy.endpoint()), () -> by);
    }

    @AfterEach
    void close() {
        client.close();
        faulty.close();
        http.close();
        proxy.close();
        bucket.close();
    }

    @Override
    public ControlFiles control() {
        return files(client);
    }

    @Override
    public List<String> stored() {
        return bucket.keys().stream()
                .map(key -> key.substring("_etl/shop/".length()))
                .toList();
    }

    private static Fault answer(int status, String code, boolean applied) {
        var answer = Fault.answer(status, SOME_ERROR.formatted(code));
        return new Fault(applied, answer.answer(), false);
    }

    /// Of the creator of a file that wasn't there: how often which fault.
    @ParameterizedTest
    @CsvSource({
        "500, InternalError, 1, true",
        "500, InternalError, 1, false",
        "500, InternalError, 3, true",
        "503, SlowDown, 3, true",
        "409, ConditionalRequestConflict, 2, false",
        "409, ConditionalRequestConflict, 2, true",
        "412, PreconditionFailed, 1, true",
        "412, PreconditionFailed, 2, false",
        "403, AccessDenied, 1, true",
        "200, InternalError, 1, true",
    })
    void creator_sees_what_became_of_its_file(int status, String code, int times, boolean applied) throws IOException {
        proxy.fault("PUT ", times, answer(status, code, applied));
        assertTrue(files.create(PATH, MINE));
        assertArrayEquals(MINE, bucket.bytes("_etl/shop/" + PATH));
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError, 3, true",
        "409, ConditionalRequestConflict, 2, false",
        "412, PreconditionFailed, 1, false",
        "200, InternalError, 1, true",
    })
    void loser_sees_that_the_file_is_another_s(int status, String code, int times, boolean applied) throws IOException {
        bucket.put("_etl/shop/" + PATH, OTHERS);
        proxy.fault("PUT ", times, answer(status, code, applied));
        assertFalse(files.create(PATH, MINE));
        assertArrayEquals(OTHERS, bucket.bytes("_etl/shop/" + PATH));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void lost_answers_are_looked_up(int times) throws IOException {
        proxy.fault("PUT ", times, Fault.LOSE_ANSWER);
        assertTrue(files.create(PATH, MINE));
        assertFalse(files.create(PATH, OTHERS));
        assertArrayEquals(MINE, bucket.bytes("_etl/shop/" + PATH));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void requests_that_are_lost_are_repeated(int times) throws IOException {
        proxy.fault("PUT ", times, Fault.BREAK);
        assertTrue(files.create(PATH, MINE));
    }

    /// What was sent may yet arrive.
    @ParameterizedTest
    @CsvSource({"500, InternalError", "503, SlowDown"})
    void unanswered_creation_is_unknown_although_nothing_is_there(int status, String code) {
        proxy.fault("PUT ", 99, answer(status, code, false));
        var e = assertThrows(IOException.class, () -> files.create(PATH, MINE));
        assertTrue(
                String.valueOf(e.getMessage()).contains("It isn't known whether the file was created, or yet will be."),
                e.getMessage());
        assertEquals(List.of(), stored());
    }

    @Test
    void creation_that_cannot_be_looked_up_is_unknown() {
        proxy.fault("PUT ", 99, Fault.LOSE_ANSWER);
        proxy.fault("GET ", 99, Fault.BREAK);
        assertThrows(IOException.class, () -> files.create(PATH, MINE));
        assertEquals(List.of(PATH), stored());
    }

    @Test
    void refused_creation_is_the_users() {
        proxy.fault("PUT ", 1, answer(403, "AccessDenied", false));
        var e = assertThrows(EtlException.class, () -> files.create(PATH, MINE));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(
                e.getMessage().contains("Cannot create " + PATH + " in " + bucket.uri("_etl/shop/")), e.getMessage());
        assertTrue(e.getMessage().contains("s3:PutObject"), e.getMessage());
    }

    @Test
    void conflicts_that_never_end_are_unknown() {
        proxy.fault("PUT ", 99, answer(409, "ConditionalRequestConflict", false));
        assertThrows(IOException.class, () -> files.create(PATH, MINE));
        assertEquals(
                10,
                proxy.requests().stream().filter(line -> line.startsWith("PUT")).count());
    }

    @Test
    void missing_bucket_is_not_an_empty_log() {
        var missing = new S3ControlFiles(S3Location.parse("s3://no-such-bucket/"), Aws.settings(), () -> client);
        for (var call : List.<org.junit.jupiter.api.function.Executable>of(
                () -> missing.read(PATH), () -> missing.list("commits", ""), () -> missing.create(PATH, MINE))) {
            var e = assertThrows(EtlException.class, call);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("there is no bucket no-such-bucket"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>b</Name>"})
    void list_that_is_cut_short_is_not_an_empty_log(String body) {
        bucket.put("_etl/shop/" + PATH, MINE);
        proxy.fault("GET .*list-type=2", 99, Fault.answer(200, body));
        var e = assertThrows(EtlException.class, () -> files.list("commits", ""));
        assertEquals(ExitCode.DESTINATION_UNAVAILABLE, e.exitCode());
    }

    @Test
    void list_whose_text_is_cut_short_once_is_asked_for_again() {
        bucket.put("_etl/shop/" + PATH, MINE);
        proxy.fault("GET .*list-type=2", 1, Fault.answer(200, "<?xml version=\"1.0\"?><ListBucketResult><Name>b"));
        assertEquals(1, files.list("commits", "").size());
    }

    @Test
    void failing_reads_are_repeated_and_then_told() throws IOException {
        bucket.put("_etl/shop/" + PATH, MINE);
        proxy.fault("GET ", 2, answer(503, "SlowDown", false));
        assertArrayEquals(MINE, files.read(PATH).orElseThrow());

        proxy.fault("GET ", 3, Fault.BREAK);
        var e = assertThrows(EtlException.class, () -> files.read(PATH));
        assertEquals(ExitCode.DESTINATION_UNAVAILABLE, e.exitCode());
    }

    @Test
    void long_lists_are_read_to_their_end() {
        proxy.fault("GET .*list-type=2", 1, Fault.answer(200, """
                        <ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated>
                        <NextContinuationToken>more</NextContinuationToken>
                        <Contents><Key>_etl/shop/commits/0000000000.json</Key></Contents></ListBucketResult>"""));
        proxy.fault("GET .*continuation-token=more", 1, Fault.answer(200, """
                        <ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>
                        <Contents><Key>_etl/shop/commits/0000000001.json</Key></Contents></ListBucketResult>"""));
        assertEquals(List.of("0000000000.json", "0000000001.json"), files.list("commits", ""));
        assertEquals(List.of("0000000001.json"), listedAfter());
    }

    private List<String> listedAfter() {
        bucket.put("_etl/shop/commits/0000000000.json", MINE);
        bucket.put("_etl/shop/commits/0000000001.json", MINE);
        var names = files.list("commits", "0000000000.json");
        assertTrue(proxy.requests().getLast().contains("start-after=_etl%2Fshop%2Fcommits%2F0000000000.json"));
        return names;
    }
}
