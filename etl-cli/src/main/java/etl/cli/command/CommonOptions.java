package etl.cli.command;

import picocli.CommandLine.Option;

/// The options that every command takes besides `-h`.
final class CommonOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Show debug messages, and the stack trace of an error.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }
}
