package etl.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Whether people look at the streams, and how wide their window is.
///
/// @param out whether stdout is a terminal
/// @param err whether stderr is a terminal that can move its cursor
/// @param colour whether colours are wanted
/// @param unicode whether it shows more than ASCII
/// @param columns asks for the width of the window
public record Terminal(boolean out, boolean err, boolean colour, boolean unicode, IntSupplier columns) {
    public static final int DEFAULT_COLUMNS = 80;

    /// No terminal at all: a pod, a pipe.
    public static final Terminal NONE = new Terminal(false, false, false, true, () -> DEFAULT_COLUMNS);

    private static final long STTY_TIMEOUT_MILLIS = 1_000;

    static Terminal detect(Map<String, String> environment) {
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean err = !dumb && isTerminal(2);
        boolean out = isTerminal(1);
        String noColour = environment.getOrDefault("NO_COLOR", "");
        boolean unicode =
                Charset.forName(System.getProperty("native.encoding", "UTF-8")).equals(StandardCharsets.UTF_8);
        return new Terminal(out, err, err && noColour.isEmpty(), unicode, () -> askColumns(environment));
    }

    /// Java tells only of stdin and stdout together, and of stderr not at all.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return descriptor == 2
                ? windowSize().isPresent()
                : shell("test -t 1", Redirect.INHERIT, Redirect.DISCARD).isPresent();
    }

    private static int askColumns(Map<String, String> environment) {
        try {
            // `stty size` prints rows and columns.
            int columns = windowSize()
                    .map(size -> Integer.parseInt(size.strip().replaceFirst("^\\d+ ", "")))
                    .orElseGet(() -> Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
            return columns > 0 ? columns : DEFAULT_COLUMNS;
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }

    private static Optional<String> windowSize() {
        return shell("stty size <&2", Redirect.PIPE, Redirect.INHERIT);
    }

    /// What a shell command that shares our terminal prints; nothing when it fails.
    private static Optional<String> shell(String command, Redirect out, Redirect err) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectOutput(out)
                    .redirectError(err)
                    .start();
            if (!process.waitFor(STTY_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                process.destroy();
                return Optional.empty();
            }
            return Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
