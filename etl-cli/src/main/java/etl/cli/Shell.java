package etl.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// What the program was started in. Nothing else in this module reads the process' streams, variables, folders or time.
///
/// @param out takes results
/// @param err takes messages and progress
/// @param environment the environment's variables
/// @param directory the working directory
/// @param home the user's home directory
/// @param terminal which streams are terminals
public record Shell(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        Path home,
        Clock clock,
        Terminal terminal) {

    /// The process' own.
    public static Shell system() {
        return new Shell(
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home")),
                Clock.systemUTC(),
                Terminal.detect(System.getenv()));
    }

    /// UTF-8 whatever the locale: results are read by programs, which expect it.
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /// Whether stdout is a pod's log, one stream with stderr.
    public boolean logsStdout() {
        return inPod() && !terminal.out();
    }

    /// Whether the program runs in a Kubernetes pod.
    public boolean inPod() {
        return environment.containsKey("KUBERNETES_SERVICE_HOST");
    }
}
