package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.testkit.AwsKeys;
import etl.testkit.FakeSecrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class SecretPasswordTest {
    private static final String NAME = "shop/reader";

    private final FakeSecrets secrets = FakeSecrets.start(new AwsKeys(Clock.systemUTC()));
    private final Hand hand = new Hand();
    private final SecretPassword password = of(NAME, secrets.endpoint());

    /// A clock that is put forward by hand.
    private static final class Hand extends Clock {
        private Instant now = Instant.EPOCH;

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private SecretPassword of(String secret, URI endpoint) {
        return SecretPassword.of(secret, Aws.at(endpoint), Aws.CREDENTIALS, hand);
    }

    @AfterEach
    void close() {
        secrets.close();
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("plain", "plain"),
                Arguments.of("ends its line\n", "ends its line"),
                Arguments.of(" blanks are kept ", " blanks are kept "),
                Arguments.of("{\"username\": \"reader\", \"password\": \"p w\", \"host\": \"db\"}", "p w"),
                Arguments.of("{not JSON", "{not JSON"),
                Arguments.of("{}}", "{}}"),
                Arguments.of("123456", "123456"),
                Arguments.of("\"quoted\"", "\"quoted\""),
                Arguments.of("[1]", "[1]"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_secret_is_the_password_or_has_it_as_a_field(String text, String expected) {
        secrets.put(NAME, text);
        assertEquals(expected, password.get());
        assertEquals(expected, of(FakeSecrets.arn(NAME), secrets.endpoint()).get());
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of("\n", "is empty"),
                Arguments.of("{\"pass\": \"canary-1\"}", "is JSON without a text 'password'"),
                Arguments.of("{\"password\": {\"canary-2\": 1}}", "is JSON without a text 'password'"),
                Arguments.of("{\"password\": \"\"}", "is JSON without a text 'password'"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void a_secret_that_holds_no_password_is_refused_and_not_repeated(String text, String why) {
        secrets.put(NAME, text);
        EtlException e = assertThrows(EtlException.class, password::get);
        assertEquals(2, e.exitCode().code());
        assertTrue(e.getMessage().startsWith("The secret shop/reader (source.password-secret) " + why), e.getMessage());
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains("canary"), trace.toString());
    }

    @Test
    void a_binary_secret_is_refused() {
        secrets.putBinary(NAME, "Y2FuYXJ5");
        assertTrue(assertThrows(EtlException.class, password::get).getMessage().contains("is binary"));
    }

    @Test
    void it_is_read_once_a_minute_by_all_connections() {
        secrets.put(NAME, "first");
        assertEquals("first", password.get());
        secrets.put(NAME, "second");
        hand.forward(SecretPassword.KEPT);
        assertEquals("first", password.get());
        assertEquals(List.of(NAME), secrets.reads());
        hand.forward(Duration.ofMillis(1));
        assertEquals("second", password.get());
    }

    @Test
    void a_refused_one_is_read_again_at_once() {
        secrets.put(NAME, "first");
        assertEquals("first", password.get());
        hand.forward(SecretPassword.FRESH.plusMillis(1));
        assertFalse(password.refused("first"), "it is still the same");
        secrets.put(NAME, "second");
        assertFalse(password.refused("first"), "it was read this moment");
        assertEquals(2, secrets.reads().size());

        hand.forward(SecretPassword.FRESH.plusMillis(1));
        assertTrue(password.refused("first"));
        assertEquals("second", password.get());
        assertTrue(password.refused("first"), "another connection comes later with the older one");
        assertEquals(3, secrets.reads().size());
    }

    @Test
    void its_advice_names_the_role_that_the_secret_is_for() {
        secrets.put(NAME, "{\"username\": \"admin\", \"password\": \"p\"}");
        assertEquals("p", password.get());
        assertEquals(
                "Check that the secret shop/reader (source.password-secret) has this role's current password; it says that it is for the role 'admin'.",
                password.advice("28P01"));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        "AccessDeniedException",
                        2,
                        "The secret shop/reader (source.password-secret) may not be read: because. Give the role secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own."),
                Arguments.of(
                        "ResourceNotFoundException",
                        2,
                        "There is no secret shop/reader in Secrets Manager at HERE, or it has no value. Correct source.password-secret, or create it."),
                Arguments.of(
                        "DecryptionFailure",
                        2,
                        "The secret shop/reader (source.password-secret) can't be decrypted: because. Give the role kms:Decrypt on its key."),
                Arguments.of(
                        "UnrecognizedClientException",
                        2,
                        "Cannot read the secret shop/reader: Secrets Manager at HERE doesn't accept the AWS credentials (UnrecognizedClientException). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."),
                Arguments.of(
                        "InternalServiceError",
                        10,
                        "Cannot read the secret shop/reader: Secrets Manager at HERE answered 400 InternalServiceError, because. Check its endpoint (AWS_ENDPOINT_URL_SECRETS_MANAGER or AWS_ENDPOINT_URL) and the network, and try again."));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void each_refusal_is_one_message(String code, int exitCode, String message) {
        for (int i = 0; i < AwsClients.IMPATIENT; i++) {
            secrets.fail(code, "because");
        }
        EtlException e = assertThrows(EtlException.class, password::get);
        assertEquals(message.replace("HERE", secrets.endpoint().toString()), e.getMessage());
        assertEquals(exitCode, e.exitCode().code());
    }

    @Test
    void a_wrong_secret_key_is_refused() {
        secrets.put(NAME, "p");
        SecretPassword stranger = SecretPassword.of(
                NAME,
                Aws.at(secrets.endpoint()),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "canary-secret")),
                hand);
        EtlException e = assertThrows(EtlException.class, stranger::get);
        assertTrue(e.getMessage().contains("SignatureDoesNotMatch"), e.getMessage());
        assertFalse(e.toString().contains("canary-secret"), e.toString());
    }
}
