package etl.cli.command;

import etl.cli.Session;
import etl.cli.output.Json;
import etl.cli.output.OutputFormat;
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

    /// Prints the result in the format asked for. Where it goes into a pod's log (a program reads that line by line) it
    /// is one line of JSON, unless text is asked for.
    ///
    /// @param document the result as a record
    /// @param text prints it for people
    void print(Session session, Object document, Runnable text) {
        boolean logged = session.shell().logsStdout();
        switch (asked().orElse(logged ? OutputFormat.JSON : OutputFormat.TEXT)) {
            case JSON -> session.shell().out().println(logged ? Json.line(document) : Json.text(document));
            case TEXT -> text.run();
        }
    }
}
