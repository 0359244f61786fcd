package etl.cli.command;

import etl.cli.output.Json;
import etl.cli.output.OutputFormat;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--output` of the commands whose result a program may read.
final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "How the result is printed (text).")
    private @Nullable OutputFormat format;

    /// What was asked for, if anything was.
    Optional<OutputFormat> asked() {
        return Optional.ofNullable(format);
    }

    /// Prints the result in the format asked for.
    ///
    /// @param document the result as a record
    /// @param text prints it for people
    void print(PrintStream out, Object document, Runnable text) {
        switch (asked().orElse(OutputFormat.TEXT)) {
            case JSON -> out.println(Json.text(document));
            case TEXT -> text.run();
        }
    }
}
