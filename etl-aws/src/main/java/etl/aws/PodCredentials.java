package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;

/// Why a pod got no keys for its role. The SDK has asked every provider of its chain and puts what each said into one
/// message; only what the pod is set up for says something of use.
final class PodCredentials {
    /// IRSA: the role of a service account, by STS.
    private static final Pattern WEB_IDENTITY = Pattern.compile(
            "WebIdentityTokenFileCredentialsProvider\\(\\): (?!Either the environment variable)(?<said>.*?), ProfileCredentialsProvider\\(",
            Pattern.DOTALL);

    /// EKS Pod Identity, or the agent of an ECS task.
    private static final Pattern CONTAINER = Pattern.compile(
            "ContainerCredentialsProvider\\(\\): (?!Cannot fetch credentials from container - neither)(?<said>.*?), InstanceProfileCredentialsProvider\\(",
            Pattern.DOTALL);

    /// STS has answered that it won't.
    private static final Pattern REFUSED = Pattern.compile("Status Code: 4\\d\\d");

    private PodCredentials() {}

    /// @param cannot how the message begins
    /// @return empty when no pod's credentials were to be had
    static Optional<EtlException> problem(String cannot, SdkException e) {
        String message = String.valueOf(e.getMessage());
        Matcher webIdentity = WEB_IDENTITY.matcher(message);
        if (webIdentity.find()) {
            String said = webIdentity.group("said");
            boolean refused = REFUSED.matcher(said).find();
            return Optional.of(new EtlException(
                    refused ? ExitCode.USAGE : ExitCode.DESTINATION_UNAVAILABLE,
                    "%sSTS gave no credentials for the service account's role (AWS_ROLE_ARN): %s. %s"
                            .formatted(
                                    cannot,
                                    sentence(said),
                                    refused
                                            ? "Check the role's trust policy: the cluster's OIDC provider, the namespace and the service account must be those of this pod."
                                            : "Check the network and AWS_WEB_IDENTITY_TOKEN_FILE, and try again."),
                    e));
        }
        Matcher container = CONTAINER.matcher(message);
        if (container.find()) {
            return Optional.of(new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "%sthe agent of EKS Pod Identity (AWS_CONTAINER_CREDENTIALS_FULL_URI) gave no credentials: %s. Check that the pod's service account has a pod identity association, that its role trusts pods.eks.amazonaws.com, and that the agent runs on the node."
                            .formatted(cannot, sentence(container.group("said"))),
                    e));
        }
        return Optional.empty();
    }

    /// Without what the SDK adds, and without a full stop.
    private static String sentence(String said) {
        return said.replaceFirst("(?s) \\(Service: .*", "").replaceFirst("\\.$", "");
    }
}
