package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.source.Passwords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A password in AWS Secrets Manager: a secret whose text is the password, or JSON with a field `password` as RDS writes
/// it. What was read is kept for a minute, and read again at once when the server refuses it: it may have been rotated.
public final class SecretPassword implements Passwords {
    /// A run opens its connections within seconds of each other: one read is enough for them.
    static final Duration KEPT = Duration.ofMinutes(1);

    /// A password that was read so recently and is refused isn't read again: the pool may ask many times a second.
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String secret;
    private final AwsClients clients;
    private final Clock clock;
    private @Nullable Content content;

    /// @param user the role that the secret is for, where it says so
    private record Content(String password, Optional<String> user, Instant read) {
        /// Without the password.
        @Override
        public String toString() {
            return "read at " + read;
        }
    }

    private SecretPassword(
            String secret, AwsSettings settings, @Nullable AwsCredentialsProvider credentials, Clock clock) {
        this.secret = secret;
        this.clients = new AwsClients(settings, credentials);
        this.clock = clock;
    }

    /// A password. Nothing is asked of Secrets Manager yet.
    ///
    /// @param secret the secret's name or ARN
    public static SecretPassword of(String secret, AwsSettings settings) {
        return new SecretPassword(secret, settings, null, Clock.systemUTC());
    }

    static SecretPassword of(String secret, AwsSettings settings, AwsCredentialsProvider credentials, Clock clock) {
        return new SecretPassword(secret, settings, credentials, clock);
    }

    /// @throws EtlException when the secret isn't there, may not be read or holds no password
    @Override
    public synchronized String get() {
        Content known = content;
        if (known == null || older(known, KEPT)) {
            known = read();
            content = known;
        }
        return known.password();
    }

    @Override
    public synchronized boolean refused(@Nullable String password) {
        Content known = content;
        if (known == null || !known.password().equals(password)) {
            return true;
        }
        if (!older(known, FRESH)) {
            return false;
        }
        content = read();
        return !content.password().equals(password);
    }

    private boolean older(Content known, Duration age) {
        return clock.instant().isAfter(known.read().plus(age));
    }

    @Override
    public synchronized String advice(String state) {
        Content known = content;
        return "Check that the secret %s (source.password-secret) has this role's current password%s."
                .formatted(
                        secret,
                        known == null
                                ? ""
                                : known.user()
                                        .map(name -> "; it says that it is for the role '" + name + "'")
                                        .orElse(""));
    }

    private Content read() {
        try (SdkHttpClient http = AwsClients.http();
                SecretsManagerClient client = clients.build(
                        SecretsManagerClient.builder(),
                        http,
                        clients.settings().secretsEndpoint(),
                        AwsClients.IMPATIENT)) {
            return content(client.getSecretValue(request -> request.secretId(secret)));
        } catch (SdkException e) {
            throw explained(e);
        }
    }

    private Content content(GetSecretValueResponse answer) {
        String text = answer.secretString();
        if (text == null) {
            throw unusable("is binary");
        }
        JsonNode fields = fields(text);
        if (fields == null) {
            // A secret that is filled from a file ends its line.
            String password = text.replaceFirst("\\R\\z", "");
            if (password.isEmpty()) {
                throw unusable("is empty");
            }
            return new Content(password, Optional.empty(), clock.instant());
        }
        String password = fields.path("password").asString("");
        if (password.isEmpty()) {
            throw unusable("is JSON without a text 'password'");
        }
        return new Content(
                password,
                Optional.of(fields.path("username").asString("")).filter(name -> !name.isEmpty()),
                clock.instant());
    }

    /// The fields of a JSON object; null when the text is something else, such as a password that begins with a brace.
    private static @Nullable JsonNode fields(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isObject() ? json : null;
        } catch (JacksonException notJson) {
            // Its message may hold a part of the password: nobody is told.
            return null;
        }
    }

    private EtlException unusable(String how) {
        return EtlException.usage(
                "The secret %s (source.password-secret) %s. Its text must be the password, or JSON such as {\"password\": \"…\"}."
                        .formatted(secret, how));
    }

    private EtlException explained(SdkException e) {
        if (e instanceof ResourceNotFoundException) {
            return new EtlException(
                    ExitCode.USAGE,
                    "There is no secret %s in Secrets Manager%s, or it has no value. Correct source.password-secret, or create it."
                            .formatted(secret, where()),
                    e);
        }
        return switch (AwsErrors.code(e)) {
            case "AccessDeniedException", "AccessDenied" ->
                new EtlException(
                        ExitCode.USAGE,
                        "The secret %s (source.password-secret) may not be read: %s. Give the role secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own."
                                .formatted(secret, AwsErrors.detail(e)),
                        e);
            case "DecryptionFailure" ->
                new EtlException(
                        ExitCode.USAGE,
                        "The secret %s (source.password-secret) can't be decrypted: %s. Give the role kms:Decrypt on its key."
                                .formatted(secret, AwsErrors.detail(e)),
                        e);
            default -> {
                EtlException told = AwsErrors.explain(
                        "read the secret " + secret,
                        "Secrets Manager",
                        clients.settings().secretsEndpoint(),
                        e);
                yield told.exitCode() == ExitCode.DESTINATION_UNAVAILABLE
                        ? new EtlException(ExitCode.SOURCE_UNAVAILABLE, told.getMessage(), e)
                        : told;
            }
        };
    }

    private String where() {
        return clients.settings().secretsEndpoint() != null
                ? " at " + clients.settings().secretsEndpoint()
                : " in region " + clients.region().id();
    }
}
