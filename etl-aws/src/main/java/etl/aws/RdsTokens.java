package etl.aws;

import etl.tasks.source.Passwords;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

/// RDS' IAM authentication: instead of a password, a token that says who the caller is to AWS. It is signed here, without
/// a request, for one host, port and role, and opens connections for 15 minutes; each connection gets one of its own.
///
/// Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
public final class RdsTokens implements Passwords {
    /// `shop.abc123.eu-central-1.rds.amazonaws.com`, a cluster's and a proxy's endpoint too.
    private static final Pattern ENDPOINT =
            Pattern.compile(".*\\.(?<region>[a-z]{2,}(?:-[a-z]+)+-\\d+)\\.rds\\.amazonaws\\.com(?:\\.cn)?");

    /// What PostgreSQL says of a password that isn't the role's: it took the token for one.
    private static final String WRONG_PASSWORD = "28P01";

    private final AwsClients clients;
    private final String host;
    private final int port;
    private final String user;

    private RdsTokens(
            AwsSettings settings, @Nullable AwsCredentialsProvider credentials, String host, int port, String user) {
        this.clients = new AwsClients(settings, credentials);
        this.host = host;
        this.port = port;
        this.user = user;
    }

    /// Tokens for a role on a server. Nothing is asked of AWS yet.
    ///
    /// @param host the name that is connected to. RDS takes tokens for its own endpoints' names only, not for an alias
    public static RdsTokens of(AwsSettings settings, String host, int port, String user) {
        return new RdsTokens(settings, null, host, port, user);
    }

    static RdsTokens of(AwsSettings settings, AwsCredentialsProvider credentials, String host, int port, String user) {
        return new RdsTokens(settings, credentials, host, port, user);
    }

    /// @throws EtlException when no region or no credentials are found
    @Override
    public String get() {
        try {
            return RdsUtilities.builder()
                    .region(region())
                    .credentialsProvider(clients.provider())
                    .build()
                    .generateAuthenticationToken(
                            request -> request.hostname(host).port(port).username(user));
        } catch (SdkException e) {
            throw AwsErrors.explain("sign in to the database " + host + " by IAM", "RDS", null, e);
        }
    }

    @Override
    public String advice(String state) {
        return state.equals(WRONG_PASSWORD)
                ? "The server took the IAM token (source.rds-iam) for a password: turn IAM authentication on for the instance, and GRANT rds_iam TO %s."
                        .formatted(quoted())
                : "It doesn't take the IAM token (source.rds-iam). Turn IAM authentication on for the instance, GRANT rds_iam TO %s, give the AWS role rds-db:connect on that database user, and name the server by its own endpoint: %s:%d is what the token is for."
                        .formatted(quoted(), host, port);
    }

    private String quoted() {
        return user.matches("[a-z_][a-z0-9_]*") ? user : '"' + user.replace("\"", "\"\"") + '"';
    }

    /// That of the endpoint's name, which can't be wrong; else the configured one; else what the SDK finds.
    private Region region() {
        Matcher endpoint = ENDPOINT.matcher(host);
        return endpoint.matches() ? Region.of(endpoint.group("region")) : clients.region();
    }
}
