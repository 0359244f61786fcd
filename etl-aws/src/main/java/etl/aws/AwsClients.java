package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/// What all AWS clients have in common. Every wait has an end: connecting, waiting for bytes, one attempt, all attempts
/// together.
///
/// @param settings where and as whom
/// @param credentials null for the SDK's chain
/// @param repetitions counts what is repeated
record AwsClients(AwsSettings settings, @Nullable AwsCredentialsProvider credentials, Repetitions repetitions) {

    /// Attempts of a request while a run is under way: throttling and short outages pass.
    static final int PATIENT = 10;

    /// Attempts of a request before the first row is read: somebody may be waiting at a terminal.
    static final int IMPATIENT = 3;

    /// One attempt. A part of 8 MiB takes that long at 70 KB/s.
    static final Duration ATTEMPT_TIMEOUT = Duration.ofMinutes(2);

    /// All attempts of a request and the pauses between them.
    static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(30);

    /// More than workers × parts in flight, so that nobody waits for a connection.
    private static final int CONNECTIONS = 128;

    /// Stands where a custom endpoint needs a region to sign with and none is set.
    private static final Region ANY_REGION = Region.US_EAST_1;

    AwsClients(AwsSettings settings, @Nullable AwsCredentialsProvider credentials) {
        this(settings, credentials, new Repetitions());
    }

    /// The blocking HTTP client. The JDK's own would save a twentieth of a second, but silently repeats a POST whose
    /// connection broke: a StartCrawler or a CompleteMultipartUpload that nobody asked for twice.
    static SdkHttpClient http() {
        return Apache5HttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(SILENCE_TIMEOUT)
                .connectionAcquisitionTimeout(ATTEMPT_TIMEOUT)
                .maxConnections(CONNECTIONS)
                .build();
    }

    /// Sets a client up.
    ///
    /// @param endpoint null for Amazon's
    /// @param attempts how often a request is tried, by the SDK's standard rules
    /// @throws EtlException when no region is set
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
            B builder, SdkHttpClient http, @Nullable URI endpoint, int attempts) {
        builder.httpClient(http)
                .overrideConfiguration(override -> override.addMetricPublisher(repetitions)
                        .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                        .apiCallTimeout(CALL_TIMEOUT)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .retryOnException(AwsClients::isCutShort)
                                .build()));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (settings.region() != null) {
            builder.region(Region.of(settings.region()));
        } else if (endpoint != null) {
            builder.region(ANY_REGION);
        }
        if (credentials != null || settings.profile() != null) {
            builder.credentialsProvider(provider());
        }
        return inRegion(builder::build);
    }

    /// What needs a region.
    ///
    /// @throws EtlException when the SDK finds none
    private static <T> T inRegion(Supplier<T> needy) {
        try {
            return needy.get();
        } catch (SdkClientException e) {
            if (String.valueOf(e.getMessage()).contains("Unable to load region")) {
                throw new EtlException(
                        ExitCode.USAGE,
                        "No AWS region is set. Set AWS_REGION, aws.region in etl.yaml, or a region in the profile.",
                        e);
            }
            throw e;
        }
    }

    /// Who the requests are signed by.
    AwsCredentialsProvider provider() {
        return credentials != null
                ? credentials
                : DefaultCredentialsProvider.builder()
                        .profileName(settings.profile())
                        .build();
    }

    /// The region that is set, or what the SDK's chain finds.
    ///
    /// @throws EtlException when there is none
    Region region() {
        return settings.region() != null
                ? Region.of(settings.region())
                : inRegion(() -> DefaultAwsRegionProviderChain.builder()
                        .profileName(settings.profile())
                        .build()
                        .getRegion());
    }

    /// Whether an answer ended within its text. The SDK itself tries again only when a connection breaks before the
    /// answer or within an object's bytes.
    private static boolean isCutShort(Throwable thrown) {
        return thrown instanceof SdkClientException && thrown.getCause() instanceof XMLStreamException;
    }
}
