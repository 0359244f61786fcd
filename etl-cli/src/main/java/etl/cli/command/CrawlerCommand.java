package etl.cli.command;

import picocli.CommandLine.Command;

/// `etl crawler`: only the commands below it do something.
@Command(
        name = "crawler",
        description = "Starts the Glue crawler, shows it, or waits for it, by hand.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExample:%n",
        footer = "  etl crawler status --crawler nightly")
final class CrawlerCommand {}
