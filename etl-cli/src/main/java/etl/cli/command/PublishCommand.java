package etl.cli.command;

import picocli.CommandLine.Command;

/// `etl publish`: only the commands below it do something.
@Command(
        name = "publish",
        description =
                "Shows how far runs are that have decided, and carries them on, by hand. Every run does the latter first.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExample:%n",
        footer = "  etl publish status --dest s3://bucket/prefix/")
final class PublishCommand {}
