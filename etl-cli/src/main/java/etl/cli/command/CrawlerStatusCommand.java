package etl.cli.command;

import etl.aws.GlueCrawler;
import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.tasks.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl crawler status`
@Command(
        name = "status",
        description = "Shows what the crawler does, what it crawls, and how its last crawl ended.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExample:%n",
        footer = "  etl crawler status --crawler nightly --output json")
final class CrawlerStatusCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    CrawlerStatusCommand(Session session) {
        super(session, SettingGroup.CRAWLER);
    }

    @Override
    ExitCode run(Configuration configuration) {
        CatalogConfig.Crawler config = CrawlerText.named(configuration);
        try (GlueCrawler crawler = new Targets(configuration).crawler(config)) {
            CrawlerText text = new CrawlerText(crawler.status());
            output.print(session(), text.document(), () -> text.print(shell().out()));
            return ExitCode.DONE;
        }
    }
}
