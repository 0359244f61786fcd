package etl.cli.command;

import etl.aws.GlueCrawler;
import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.tasks.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl crawler start`
@Command(
        name = "start",
        description = "Starts a crawl, unless one is under way.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExample:%n",
        footer = "  etl crawler start --crawler nightly")
final class CrawlerStartCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    CrawlerStartCommand(Session session) {
        super(session, SettingGroup.CRAWLER);
    }

    /// @param started false when a crawl was under way already
    record StartDocument(String crawler, boolean started) {}

    @Override
    ExitCode run(Configuration configuration) {
        CatalogConfig.Crawler config = CrawlerText.named(configuration);
        try (GlueCrawler crawler = new Targets(configuration).crawler(config)) {
            boolean started = crawler.start();
            output.print(
                    session(),
                    new StartDocument(crawler.name(), started),
                    () -> shell().out()
                            .println(
                                    started
                                            ? "Started " + crawler.name() + ". 'etl crawler wait' waits for it."
                                            : crawler.name()
                                                    + " is running already. 'etl crawler wait' waits for it."));
            return ExitCode.DONE;
        }
    }
}
