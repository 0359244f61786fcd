package etl.cli.command;

import etl.aws.GlueCrawler;
import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.tasks.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl crawler wait`
@Command(
        name = "wait",
        description =
                "Waits until no crawl is under way, and shows how the last one ended (exit code 12 when it failed).",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExample:%n",
        footer = "  etl crawler wait --crawler nightly --catalog-deadline 10m")
final class CrawlerWaitCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    CrawlerWaitCommand(Session session) {
        super(session, SettingGroup.CRAWLER);
    }

    @Override
    ExitCode run(Configuration configuration) {
        CatalogConfig.Crawler config = CrawlerText.named(configuration);
        try (GlueCrawler crawler = new Targets(configuration).crawler(config)) {
            CrawlerText text = new CrawlerText(crawler.awaitReady(config.deadline()));
            output.print(session(), text.document(), () -> text.print(shell().out()));
            return text.exitCode();
        }
    }
}
