package etl.cli.command;

import picocli.CommandLine.Option;

/// The options that every command takes.
final class CommonOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text and end.")
    private boolean help;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show debug messages, and the stack trace of an error.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }
}
