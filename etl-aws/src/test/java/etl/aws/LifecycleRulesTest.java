package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.testkit.FaultProxy;
import etl.testkit.FaultProxy.Fault;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The store of the tests has no lifecycle rules, so the answers are those that S3 documents.
class LifecycleRulesTest {
    private static final String RULE = """
            <LifecycleConfiguration><Rule><ID>tidy</ID><Filter><Prefix>%s</Prefix></Filter><Status>%s</Status>
            <AbortIncompleteMultipartUpload><DaysAfterInitiation>%d</DaysAfterInitiation></AbortIncompleteMultipartUpload>
            </Rule></LifecycleConfiguration>""";

    private static Optional<String> check(Fault answer) {
        try (TestBucket bucket = TestS3.bucket();
                FaultProxy proxy = FaultProxy.before(TestS3.endpoint());
                S3Destination destination =
                        S3Destination.open(bucket.uri("shop/"), Aws.at(proxy.endpoint()), Aws.CREDENTIALS)) {
            proxy.fault("GET .*lifecycle", 1, answer);
            return destination.checkRules();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', Enabled, 6, refused",
        "'', Enabled, 7, fine",
        "'', Disabled, 1, fine",
        "shop/, Enabled, 1, refused",
        "shop/orders/, Enabled, 1, refused",
        "other/, Enabled, 1, fine"
    })
    void a_rule_that_aborts_uploads_of_the_destination_within_a_week_is_refused(
            String prefix, String status, int days, String outcome) {
        Fault answer = Fault.answer(200, RULE.formatted(prefix, status, days));
        if (outcome.equals("refused")) {
            EtlException refused = assertThrows(EtlException.class, () -> check(answer));
            assertEquals(ExitCode.USAGE, refused.exitCode());
            assertTrue(
                    refused.getMessage().contains("'tidy'")
                            && refused.getMessage().contains(days + " days"),
                    refused.getMessage());
        } else {
            assertEquals(Optional.empty(), check(answer));
        }
    }

    @Test
    void a_bucket_without_rules_is_fine() {
        assertEquals(
                Optional.empty(),
                check(Fault.answer(
                        404,
                        "<Error><Code>NoSuchLifecycleConfiguration</Code><Message>There is none</Message></Error>")));
    }

    @Test
    void a_role_that_may_not_look_is_told_the_permission() {
        Optional<String> unknown =
                check(Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
        assertTrue(unknown.orElseThrow().contains("s3:GetLifecycleConfiguration"), unknown.toString());
    }
}
