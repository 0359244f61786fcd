package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.testkit.SignedRequest.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of AWS' documentation.
class SignedRequestTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant SIGNED = Instant.parse("2015-08-30T12:36:00Z");

    private static AwsKeys keys(Instant now) {
        return new AwsKeys(Clock.fixed(now, ZoneOffset.UTC)).with("AKIDEXAMPLE", SECRET);
    }

    /// Of "Create a signed AWS API request".
    private static SignedRequest listUsers(String signature) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "host", "iam.amazonaws.com",
                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                "x-amz-date", "20150830T123600Z"));
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature="
                        + signature);
        return new SignedRequest("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, SignedRequest.NO_BODY);
    }

    private static final String SIGNATURE = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

    @Test
    void the_documented_request_is_signed_well() throws Refusal {
        assertEquals(
                "AKIDEXAMPLE",
                listUsers(SIGNATURE)
                        .verifyHeader(keys(SIGNED), "iam", "us-east-1")
                        .accessKey());
    }

    @ParameterizedTest
    @CsvSource({
        "0, SignatureDoesNotMatch, iam, us-east-1, PT0S",
        "5, SignatureDoesNotMatch, s3, us-east-1, PT0S",
        "5, SignatureDoesNotMatch, iam, eu-west-1, PT0S",
        "5, SignatureDoesNotMatch, iam, us-east-1, PT6M",
        "5, SignatureDoesNotMatch, iam, us-east-1, PT-6M"
    })
    void another_signature_service_region_or_time_is_refused(
            String firstDigit, String code, String service, String region, Duration later) {
        Refusal refusal = assertThrows(
                Refusal.class,
                () -> listUsers(firstDigit + SIGNATURE.substring(1))
                        .verifyHeader(keys(SIGNED.plus(later)), service, region));
        assertEquals(code, refusal.code());
    }

    @Test
    void an_unknown_key_is_refused() {
        AwsKeys others = new AwsKeys(Clock.fixed(SIGNED, ZoneOffset.UTC));
        Refusal refusal =
                assertThrows(Refusal.class, () -> listUsers(SIGNATURE).verifyHeader(others, "iam", "us-east-1"));
        assertEquals("UnrecognizedClientException", refusal.code());
    }

    /// Of "Authenticating Requests: Using Query Parameters" of S3, whose body isn't signed.
    @Test
    void the_documented_link_is_signed_well_for_its_time() throws Refusal {
        Instant signed = Instant.parse("2013-05-24T00:00:00Z");
        SignedRequest link = new SignedRequest(
                "GET",
                "/test.txt",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                Map.of("host", "examplebucket.s3.amazonaws.com"),
                "UNSIGNED-PAYLOAD");
        Duration day = Duration.ofDays(1);
        String secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

        assertEquals(
                "AKIAIOSFODNN7EXAMPLE",
                link.verifyQuery(
                                new AwsKeys(Clock.fixed(signed.plus(day), ZoneOffset.UTC))
                                        .with("AKIAIOSFODNN7EXAMPLE", secret),
                                "s3",
                                "us-east-1",
                                day)
                        .accessKey());
        AwsKeys late = new AwsKeys(Clock.fixed(signed.plus(day).plusSeconds(1), ZoneOffset.UTC))
                .with("AKIAIOSFODNN7EXAMPLE", secret);
        assertThrows(Refusal.class, () -> link.verifyQuery(late, "s3", "us-east-1", day));
        AwsKeys now = new AwsKeys(Clock.fixed(signed, ZoneOffset.UTC)).with("AKIAIOSFODNN7EXAMPLE", secret);
        assertThrows(Refusal.class, () -> link.verifyQuery(now, "s3", "us-east-1", Duration.ofMinutes(15)));
    }

    @Test
    void a_temporary_key_needs_its_token_and_is_taken_until_it_expires() throws Refusal {
        AwsKeys keys = keys(SIGNED);
        AwsKeys.Key key = keys.issue("pod", Duration.ZERO);
        Map<String, String> headers = new HashMap<>(Map.of(
                "host", "iam.amazonaws.com",
                "x-amz-date", "20150830T123600Z",
                "authorization",
                        "AWS4-HMAC-SHA256 Credential=" + key.accessKey()
                                + "/20150830/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=0"));
        SignedRequest without = new SignedRequest("GET", "/", "", Map.copyOf(headers), SignedRequest.NO_BODY);
        assertEquals(
                "UnrecognizedClientException",
                assertThrows(Refusal.class, () -> without.verifyHeader(keys, "iam", "us-east-1"))
                        .code());
        headers.put("x-amz-security-token", key.sessionToken().orElseThrow());
        SignedRequest expired = new SignedRequest("GET", "/", "", headers, SignedRequest.NO_BODY);
        assertEquals(
                "ExpiredTokenException",
                assertThrows(Refusal.class, () -> expired.verifyHeader(keys, "iam", "us-east-1"))
                        .code());
    }
}
