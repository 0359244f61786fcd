package etl.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The chart, as Helm reads it.
final class Chart {
    static final Path FOLDER = Path.of("etl");
    static final String RELEASE = "etl";
    static final String NAMESPACE = "data";

    /// The least that must be said: where from and where to.
    static final String LEAST = """
            config:
              source: {url: 'postgresql://reader@db:5432/shop'}
              destination: s3://acme/shop/
            """;

    /// Of a hook, what is left when it isn't one any more.
    static final String HOOK_SHOWN = "was-helm.sh/hook";

    /// `template` leaves hooks out, and the test pod is one: a copy of the chart without them.
    private static final Path HOOKS_SHOWN = hooksShown();

    private Chart() {}

    /// What Helm gives the cluster for these values.
    ///
    /// @param values the content of a values file
    /// @throws IllegalStateException when Helm refuses them, with its message
    static Manifests render(String values) {
        return Manifests.parse(text(values));
    }

    /// The same as text.
    static String text(String values) {
        return withFile(
                values,
                file -> new Helm(HOOKS_SHOWN)
                        .template()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion("1.34.0")
                        .withValuesFile(file)
                        .call());
    }

    /// What Helm says of a chart that has these values as its own, warnings being failures.
    static LintResult lint(Path chart) {
        return new Helm(chart).lint().strict().call();
    }

    static String file(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies the chart, until this process ends.
    ///
    /// @param copy a folder that isn't there yet
    static void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.toList()) {
                Path to = Files.copy(file, copy.resolve(FOLDER.relativize(file).toString()));
                to.toFile().deleteOnExit();
            }
        }
    }

    private static Path hooksShown() {
        try {
            Path copy =
                    Files.createTempDirectory(Path.of("target"), "hooks-shown").resolve("etl");
            copyTo(copy);
            Path pod = copy.resolve("templates/tests/check.yaml");
            Files.writeString(pod, Files.readString(pod).replace("helm.sh/hook:", HOOK_SHOWN + ":"));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Use<T> {
        T of(Path file);
    }

    private static <T> T withFile(String content, Use<T> use) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, content);
                return use.of(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
