package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server says to these tokens: `RdsIamTest` in etl-cli.
class RdsTokensTest {
    private static RdsTokens tokens(String host, String user) {
        return RdsTokens.of(AwsSettings.DEFAULT.withRegion("eu-west-3"), Aws.CREDENTIALS, host, 5432, user);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.abc123.eu-central-1.rds.amazonaws.com, eu-central-1",
        "shop.cluster-ro-abc123.us-gov-west-1.rds.amazonaws.com, us-gov-west-1",
        "proxy.proxy-abc.ap-southeast-2.rds.amazonaws.com, ap-southeast-2",
        "shop.abc123.cn-north-1.rds.amazonaws.com.cn, cn-north-1",
        "db.internal, eu-west-3",
        "eu-central-1.rds.amazonaws.com.example.org, eu-west-3"
    })
    void the_endpoints_name_says_which_region_and_else_the_settings(String host, String region) {
        String token = tokens(host, "reader").get();
        assertTrue(token.startsWith(host + ":5432/?"), token);
        assertTrue(token.contains("%2F" + region + "%2Frds-db%2Faws4_request"), token);
        assertTrue(token.contains("X-Amz-Expires=900"), token);
    }

    @Test
    void no_region_is_the_user_s_to_set_here_as_everywhere() {
        // The SDK would look for a region at a machine of Amazon's.
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            RdsTokens tokens = RdsTokens.of(AwsSettings.DEFAULT, Aws.CREDENTIALS, "db.internal", 5432, "reader");
            EtlException e = assertThrows(EtlException.class, tokens::get);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertEquals(
                    "No AWS region is set. Set AWS_REGION, aws.region in etl.yaml, or a region in the profile.",
                    e.getMessage());
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
        }
    }

    @Test
    void each_is_signed_anew() throws InterruptedException {
        RdsTokens tokens = tokens("db.internal", "reader");
        String first = tokens.get();
        // Signatures have seconds.
        Thread.sleep(1_100);
        assertFalse(first.equals(tokens.get()));
    }

    @Test
    void its_advice_names_the_role_as__s_q_l_does() {
        assertTrue(tokens("db", "reader").advice("28P01").contains("GRANT rds_iam TO reader."));
        assertTrue(tokens("db", "The \"reader\"").advice("28000").contains("GRANT rds_iam TO \"The \"\"reader\"\"\""));
        assertEquals(-1, tokens("db", "reader").advice("28P01").indexOf("rds-db:connect"));
    }
}
