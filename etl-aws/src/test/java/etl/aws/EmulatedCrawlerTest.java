package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.Published;
import etl.testkit.TestS3;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.S3Target;

/// The crawler of a Glue emulator, such as ministack, which has its own idea of the protocol.
@EnabledIfEnvironmentVariable(
        named = "ETL_TEST_AWS_ENDPOINT",
        matches = ".+",
        disabledReason = "no emulator of Glue: ETL_TEST_AWS_ENDPOINT names none")
class EmulatedCrawlerTest {
    private static final Duration ENOUGH = Duration.ofMinutes(2);
    private static final String NAME = "etl-" + ProcessHandle.current().pid();

    private final GlueClient glue = GlueClient.builder()
            .endpointOverride(TestS3.endpoint())
            .region(Region.of(TestS3.REGION))
            .credentialsProvider(Aws.CREDENTIALS)
            .build();
    private final GlueCrawler crawler = GlueCrawler.open(NAME, Aws.settings(), Aws.CREDENTIALS, Duration.ofMillis(100));

    @BeforeEach
    void create() {
        glue.createCrawler(request -> request.name(NAME)
                .role("arn:aws:iam::000000000000:role/crawler")
                .databaseName("shop")
                .configuration(
                        "{\"Version\":1.0,\"CrawlerOutput\":{\"Partitions\":{\"AddOrUpdateBehavior\":\"InheritFromTable\"}},\"Grouping\":{\"TableGroupingPolicy\":\"CombineCompatibleSchemas\",\"TableLevelConfiguration\":3}}")
                .targets(targets -> targets.s3Targets(
                        S3Target.builder().path("s3://bucket/shop/").build())));
    }

    @AfterEach
    void delete() {
        crawler.awaitReady(ENOUGH);
        glue.deleteCrawler(request -> request.name(NAME));
        crawler.close();
        glue.close();
    }

    @Test
    void crawl_begins_after_the_one_under_way_and_succeeds() {
        assertTrue(crawler.start());
        assertFalse(crawler.start());
        // The crawler is closed by the next step, not with the catalog.
        @SuppressWarnings("resource")
        var catalog =
                new CrawlerCatalog(crawler, "s3://bucket/shop/", ENOUGH, Optional.empty(), "s3://bucket/_etl/shop/");
        assertEquals(List.of(), catalog.check(List.of()));
        var outcome = catalog.showAgain(Published.always());
        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(List.of("s3://bucket/shop/"), crawler.status().targets());
    }

    @Test
    void missing_crawler_is_refused() {
        try (var missing = GlueCrawler.open("no-such-crawler", Aws.settings(), Aws.CREDENTIALS, ENOUGH)) {
            var e = assertThrows(EtlException.class, missing::status);
            // Which there are isn't asked here: ministack has no ListCrawlers.
            assertTrue(e.getMessage().contains("There is no Glue crawler 'no-such-crawler'"), e.getMessage());
        }
    }
}
