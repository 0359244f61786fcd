package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.testkit.FakeGlue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What docs/aws.md says of the bucket and the crawler is what the program wants. Its policies: `IamPolicyTest` in etl-cli.
class AwsPageTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static JsonNode block(String mark) throws IOException {
        Matcher block = Pattern.compile(
                        Pattern.quote("<!-- " + mark + " -->") + "\\s*```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "aws.md")));
        assertTrue(block.find(), mark);
        return JSON.readTree(block.group(1));
    }

    @Test
    void the_lifecycle_rule_leaves_uploads_long_enough() throws IOException {
        JsonNode rule = block("lifecycle").get("Rules").get(0);
        assertEquals("Enabled", rule.get("Status").asString());
        assertEquals(
                LifecycleRules.LEAST_DAYS,
                rule.get("AbortIncompleteMultipartUpload")
                        .get("DaysAfterInitiation")
                        .asInt());
    }

    @Test
    void the_crawler_is_one_that_the_program_takes_and_the_tests_have() throws IOException {
        JsonNode crawler = block("crawler");
        JsonNode configuration = JSON.readTree(crawler.get("Configuration").asString());
        String destination = crawler.at("/Targets/S3Targets/0/Path").asString();
        assertEquals(
                destination
                                .substring("s3://".length())
                                .chars()
                                .filter(c -> c == '/')
                                .count()
                        + 1,
                configuration.at("/Grouping/TableLevelConfiguration").asLong());
        assertEquals(
                "CombineCompatibleSchemas",
                configuration.at("/Grouping/TableGroupingPolicy").asString());
        try (FakeGlue glue = FakeGlue.start()) {
            glue.crawler(
                    crawler.get("Name").asString(), crawler.get("DatabaseName").asString(), destination);
            try (GlueCrawler opened = GlueCrawler.open(
                            crawler.get("Name").asString(),
                            Aws.at(glue.endpoint()),
                            Aws.CREDENTIALS,
                            Duration.ofMillis(1));
                    GlueClient client = GlueClient.builder()
                            .endpointOverride(glue.endpoint())
                            .credentialsProvider(Aws.CREDENTIALS)
                            .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                            .build()) {
                assertEquals(
                        crawler.get("DatabaseName").asString(), opened.status().database());
                Crawler faked = client.getCrawler(request -> request.name(opened.name()))
                        .crawler();
                assertEquals(
                        crawler.at("/RecrawlPolicy/RecrawlBehavior").asString(),
                        faked.recrawlPolicy().recrawlBehaviorAsString());
                assertEquals(
                        configuration.at("/CrawlerOutput"),
                        JSON.readTree(faked.configuration()).at("/CrawlerOutput"));
            }
        }
    }
}
