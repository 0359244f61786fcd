package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.CatalogFinding.Weight;
import etl.tasks.publish.TableKeys;
import etl.testkit.FakeCrawler;
import etl.testkit.FakeGlue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a crawler must be set so that it can be relied on.
class CrawlerLintTest {
    private static final FakeGlue GLUE = FakeGlue.start();
    private static final List<TableKeys> TABLES =
            List.of(new TableKeys("orders", List.of("dt")), new TableKeys("events", List.of("dt", "country")));

    private final FakeCrawler crawler = GLUE.crawler("shop-nightly", "shop", "s3://acme/shop/");

    @AfterAll
    static void close() {
        GLUE.close();
    }

    private static CrawlerCatalog catalog(String destination, String control) {
        return new CrawlerCatalog(
                GlueCrawler.open("shop-nightly", Aws.at(GLUE.endpoint()), Aws.CREDENTIALS, CrawledShop.POLL),
                destination,
                CrawledShop.ENOUGH,
                Optional.empty(),
                control);
    }

    /// What is found, but that the database is missing.
    private static List<CatalogFinding> findings(String destination, String control, List<TableKeys> tables) {
        try (CrawlerCatalog catalog = catalog(destination, control)) {
            return catalog.findings(tables).stream()
                    .filter(finding -> !finding.message().startsWith("The Glue database shop isn't there"))
                    .toList();
        }
    }

    private static List<CatalogFinding> findings() {
        return findings("s3://acme/shop/", "s3://acme/_etl/shop/", TABLES);
    }

    @Test
    void nothing_is_found_at_a_crawler_as_it_should_be() {
        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        Targets | {'S3Targets': [{'Path': 's3://acme/other/'}]}                                       | REFUSED | crawls s3://acme/other/ and not s3://acme/shop/
        Targets | {'S3Targets': []}                                                                   | REFUSED | crawls nothing on S3 and not s3://acme/shop/
        Targets | {'S3Targets': [{'Path': 's3://acme/shop'}]}                                         |         |
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/orders'}, {'Path': 's3://acme/shop/events/'}]} |      |
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/orders/'}]}                                 | REFUSED | and not s3://acme/shop/events/
        Targets | {'S3Targets': [{'Path': 's3://acme/'}]}                                             | HARMFUL | is s3://acme/, which holds more than the destination, the control files (s3://acme/_etl/shop/) too; expected: s3://acme/shop/
        Targets | {'S3Targets': [{'Path': 's3://acme/', 'Exclusions': ['_etl/**']}]}                  | HARMFUL | is s3://acme/, which holds more than the destination; expected
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/'}, {'Path': 's3://acme/shop/orders/dt=2026-11-22/'}]} | HARMFUL | A target below a table's folder
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/'}, {'Path': 's3://acme/billing/'}]}        | HARMFUL | has s3://acme/billing/ too; expected: only s3://acme/shop/
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/'}], 'JdbcTargets': [{'ConnectionName': 'c', 'Path': 'p'}]} | HARMFUL | has JdbcTargets besides S3
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/', 'Exclusions': ['**.parquet']}]}          | REFUSED | has '**.parquet', which hides the files of orders, events; expected: none
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/', 'Exclusions': ['orders/**']}]}           | REFUSED | hides the files of orders;
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/', 'Exclusions': ['*.parquet', 'tmp/**']}]} | NOTE    | has 'tmp/**'; expected: none. Athena doesn't know of it
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/', 'Exclusions': ['*/country=*/**']}]}      | NOTE    | Athena doesn't know of it
        Targets | {'S3Targets': [{'Path': 's3://acme/shop/', 'Exclusions': ['*/*/country=?/*']}]}     | REFUSED | hides the files of events;
        Configuration | null                                                                          | HARMFUL | Configuration.Grouping.TableGroupingPolicy isn't set; expected: CombineCompatibleSchemas
        Configuration | null                                                                          | HARMFUL | Configuration.Grouping.TableLevelConfiguration isn't set; expected: 3 (the bucket is 1, the folder of a table is 3)
        Configuration | null                                                                          | HARMFUL | Partitions.AddOrUpdateBehavior isn't set; expected: InheritFromTable
        Configuration | "{'Grouping': {'TableLevelConfiguration': 4}}"                                | REFUSED | is 4; expected: 3 (the bucket is 1, the folder of a table is 3). Every partition would become a table.
        Configuration | "{'Grouping': {'TableLevelConfiguration': 2}}"                                | REFUSED | is 2; expected: 3 (the bucket is 1, the folder of a table is 3). All tables would become one.
        Configuration | "{'CrawlerOutput': {'Tables': {'AddOrUpdateBehavior': 'MergeNewColumns'}}}"   | NOTE    | Tables.AddOrUpdateBehavior is MergeNewColumns; expected: nothing
        Configuration | "not JSON"                                                                    | HARMFUL | TableGroupingPolicy isn't set
        RecrawlPolicy | {'RecrawlBehavior': 'CRAWL_NEW_FOLDERS_ONLY'}                                 | REFUSED | RecrawlPolicy.RecrawlBehavior is CRAWL_NEW_FOLDERS_ONLY; expected: CRAWL_EVERYTHING
        RecrawlPolicy | {'RecrawlBehavior': 'CRAWL_EVENT_MODE'}                                       | HARMFUL | is CRAWL_EVENT_MODE; expected: CRAWL_EVERYTHING
        RecrawlPolicy | {}                                                                            |         |
        SchemaChangePolicy | {'UpdateBehavior': 'LOG', 'DeleteBehavior': 'LOG'}                       | HARMFUL | SchemaChangePolicy.UpdateBehavior is LOG; expected: UPDATE_IN_DATABASE
        SchemaChangePolicy | {'DeleteBehavior': 'DELETE_FROM_DATABASE'}                               | HARMFUL | SchemaChangePolicy.DeleteBehavior is DELETE_FROM_DATABASE; expected: LOG
        SchemaChangePolicy | {'DeleteBehavior': 'DEPRECATE_IN_DATABASE'}                              | NOTE    | SchemaChangePolicy.DeleteBehavior is DEPRECATE_IN_DATABASE; expected: LOG
        Role | null                                                                                   | REFUSED | Role isn't set; expected: a role that may read the destination
        Schedule | {'ScheduleExpression': 'cron(0 3 * * ? *)', 'State': 'SCHEDULED'}                  | HARMFUL | Schedule is cron(0 3 * * ? *); expected: none (on demand)
        Schedule | {'ScheduleExpression': 'cron(0 3 * * ? *)', 'State': 'NOT_SCHEDULED'}              |         |
        Classifiers | ['csv']                                                                         | NOTE    | Classifiers has csv; expected: none
        LakeFormationConfiguration | {'UseLakeFormationCredentials': true}                            | NOTE    | must be registered there
        TablePrefix | 'Nightly_'                                                                      | NOTE    | TablePrefix is Nightly_; expected: none. Tables are named nightly_orders.
        LastCrawl | {'Status': 'FAILED', 'ErrorMessage': 'no permission', 'LogGroup': '/aws-glue/crawlers', 'LogStream': 'shop-nightly'} | NOTE | The last crawl of the Glue crawler shop-nightly ended FAILED: no permission. Its log is /aws-glue/crawlers shop-nightly.
        LastCrawl | {'Status': 'SUCCEEDED'}                                                           |         |
        """)
    void a_setting_that_is_otherwise_is_told(String field, String json, Weight weight, String told) {
        String value = json.replace('\'', '"');
        crawler.set(field, field.equals("Configuration") && !json.equals("null") ? quoted(value) : value);

        List<CatalogFinding> findings = findings();

        if (weight == null) {
            assertEquals(List.of(), findings);
        } else {
            assertTrue(
                    findings.stream()
                            .anyMatch(finding -> finding.weight() == weight
                                    && finding.message().contains(told)
                                    && finding.message().endsWith(".")),
                    findings::toString);
        }
    }

    /// Glue has this setting as a text.
    private static String quoted(String json) {
        return '"' + json.replace("\"", "\\\"") + '"';
    }

    @ParameterizedTest
    @CsvSource({
        "s3://acme/, s3://acme/_etl/, '', the control files (s3://acme/_etl/) in it",
        "s3://acme/, s3://acme/_etl/, _etl/**, ''",
        "s3://acme/, s3://log/acme/, '', ''",
    })
    void control_files_must_not_be_crawled(String destination, String control, String exclusion, String told) {
        GLUE.crawler("shop-nightly", "shop", destination)
                .set(
                        "Targets",
                        "{\"S3Targets\": [{\"Path\": \"%s\", \"Exclusions\": [%s]}]}"
                                .formatted(destination, exclusion.isEmpty() ? "" : '"' + exclusion + '"'));

        List<CatalogFinding> findings = findings(destination, control, List.of());

        if (told.isEmpty()) {
            assertEquals(List.of(), findings);
        } else {
            assertEquals(Weight.HARMFUL, findings.getFirst().weight());
            assertTrue(findings.getFirst().message().contains(told), findings::toString);
            assertTrue(findings.getFirst().message().contains("the exclusion _etl/**"), findings::toString);
        }
    }

    @Test
    void a_run_refuses_what_would_surely_break_it_and_is_warned_of_what_may() {
        crawler.set("Schedule", "{\"ScheduleExpression\": \"cron(0 3 * * ? *)\"}")
                .set("Classifiers", "[\"csv\"]");
        try (CrawlerCatalog catalog = catalog("s3://acme/shop/", "s3://acme/_etl/shop/")) {
            List<String> warnings = catalog.check(TABLES);
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(warnings.getFirst().contains("Schedule is"), warnings::toString);

            crawler.set("RecrawlPolicy", "{\"RecrawlBehavior\": \"CRAWL_NEW_FOLDERS_ONLY\"}");
            EtlException refused = assertThrows(EtlException.class, () -> catalog.check(TABLES));
            assertEquals(ExitCode.USAGE, refused.exitCode());
            assertTrue(refused.getMessage().contains("CRAWL_NEW_FOLDERS_ONLY"), refused::toString);
        }
    }

    @Test
    void a_table_without_partitions_is_not_for_a_crawler() {
        List<CatalogFinding> findings =
                findings("s3://acme/shop/", "s3://acme/_etl/shop/", List.of(new TableKeys("countries", List.of())));
        assertEquals(Weight.REFUSED, findings.getFirst().weight());
        assertEquals(
                "countries: it has no partitions (partition-by: none), and a crawler can't be told to show another run's files of a table at once. Set catalog.mode: direct, or partition-by: dt.",
                findings.getFirst().message());
    }

    @Test
    void a_database_that_is_missing_is_worth_a_note() {
        GLUE.crawler("shop-nightly", "nobody", "s3://acme/shop/");
        assertEquals(
                List.of(
                        CatalogFinding.note(
                                "The Glue database nobody isn't there, and the crawler shop-nightly writes to it. Create it before the first crawl.")),
                findings());
    }
}
