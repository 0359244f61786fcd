package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How often an experiment is repeated, and what it came to. The system property `etl.torture` names a folder and asks
/// for the long form of every experiment; each JVM appends its lines to a file of its own there.
///
/// ```java
/// int cuts = Torture.times(5, 50);
/// …
/// Torture.record("tcp-cuts", Map.of("cuts", 50L, "violations", 0L));
/// ```
public final class Torture {
    private static final @Nullable String FOLDER = System.getProperty("etl.torture");
    private static final String LAST = "violations";

    private Torture() {}

    /// How often to do it now.
    ///
    /// @param inTest as part of the ordinary tests
    /// @param inTorture when the long form is asked for
    public static int times(int inTest, int inTorture) {
        return FOLDER == null ? inTest : inTorture;
    }

    /// What to do now.
    ///
    /// @param inTest a few cases that stand for all
    /// @param inTorture all cases
    public static <T> List<T> chosen(List<T> inTest, List<T> inTorture) {
        return FOLDER == null ? inTest : inTorture;
    }

    /// Says what an experiment came to, in one line: `torture: tcp-cuts cuts=50 retried=17 violations=0`.
    ///
    /// @param experiment its name, without blanks
    /// @param figures its counts by their names; they are shown in alphabetical order, `violations` last
    public static void record(String experiment, Map<String, Long> figures) {
        String line = line(experiment, figures);
        System.out.println(line);
        if (FOLDER != null) {
            append(Path.of(FOLDER), line);
        }
    }

    static String line(String experiment, Map<String, Long> figures) {
        Map<String, Long> sorted = new TreeMap<>(figures);
        Long violations = sorted.remove(LAST);
        return "torture: " + experiment
                + sorted.entrySet().stream()
                        .map(figure -> " " + figure.getKey() + "=" + figure.getValue())
                        .collect(Collectors.joining())
                + (violations == null ? "" : " " + LAST + "=" + violations);
    }

    private static synchronized void append(Path folder, String line) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("figures-" + ProcessHandle.current().pid() + ".txt"),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
