package etl.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What can be done with the packaged program at full size.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {Bench.class, Proof.class})
public final class Main {
    private Main() {}

    /// Runs a subcommand and ends with its exit code.
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Main()).execute(args);
    }
}
