package etl.aws;

import etl.testkit.TestS3;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// Settings for the services of the testkit.
final class Aws {
    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(TestS3.ACCESS_KEY, TestS3.SECRET_KEY));

    private Aws() {}

    static AwsSettings settings() {
        return at(TestS3.endpoint());
    }

    /// S3 and Glue at one endpoint.
    static AwsSettings at(URI endpoint) {
        return new AwsSettings(endpoint, endpoint, endpoint, TestS3.REGION, null, null, true);
    }
}
