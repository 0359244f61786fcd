package etl.cli.command;

import picocli.CommandLine.Command;

/// `etl schemas`: only the commands below it do something.
@Command(
        name = "schemas",
        description = "Writes records from a database, and shows what has changed since.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExample:%n",
        footer = "  etl schemas generate --table public.orders --package com.acme.tables")
final class SchemasCommand {}
