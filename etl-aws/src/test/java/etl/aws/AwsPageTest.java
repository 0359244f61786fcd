package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.TableKeys;
import etl.testkit.FakeCrawler;
import etl.testkit.FakeGlue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What docs/aws.md says of the bucket and the crawler is what the program wants. Its policies: `IamPolicyTest` in etl-cli.
class AwsPageTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static JsonNode block(String page, String mark) throws IOException {
        Matcher block = Pattern.compile(
                        Pattern.quote("<!-- " + mark + " -->") + "\\s*```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", page)));
        assertTrue(block.find(), mark);
        return JSON.readTree(block.group(1));
    }

    @Test
    void the_lifecycle_rule_leaves_uploads_long_enough() throws IOException {
        JsonNode rule = block("aws.md", "lifecycle").get("Rules").get(0);
        assertEquals("Enabled", rule.get("Status").asString());
        assertEquals(
                LifecycleRules.LEAST_DAYS,
                rule.get("AbortIncompleteMultipartUpload")
                        .get("DaysAfterInitiation")
                        .asInt());
    }

    @Test
    void check_has_nothing_to_say_about_the_crawler_of_the_page() throws IOException {
        JsonNode crawler = block("catalog.md", "crawler");
        String name = crawler.get("Name").asString();
        String destination = crawler.at("/Targets/S3Targets/0/Path").asString();
        try (FakeGlue glue = FakeGlue.start()) {
            FakeCrawler faked = glue.crawler(name, crawler.get("DatabaseName").asString(), "s3://bucket/other/");
            crawler.properties()
                    .forEach(setting -> faked.set(setting.getKey(), JSON.writeValueAsString(setting.getValue())));
            try (CrawlerCatalog catalog = new CrawlerCatalog(
                    GlueCrawler.open(name, Aws.at(glue.endpoint()), Aws.CREDENTIALS, CrawledShop.POLL),
                    destination,
                    CrawledShop.ENOUGH,
                    Optional.of("shop"),
                    "s3://acme-warehouse/_etl/shop/")) {
                assertEquals(
                        List.of(
                                CatalogFinding.note(
                                        "The Glue database shop isn't there, and the crawler shop-nightly writes to it. Create it before the first crawl.")),
                        catalog.findings(List.of(new TableKeys("orders", List.of("dt")))));
            }
        }
    }
}
