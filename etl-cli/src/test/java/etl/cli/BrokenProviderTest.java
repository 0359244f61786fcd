package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.tasks.Task;
import etl.tasks.TaskProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Providers of tasks on the class path that can't be used: the user's to mend, not a mistake in the program.
class BrokenProviderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "gone.Tables, gone.Tables not found",
        "etl.cli.BrokenProviderTest, etl.cli.BrokenProviderTest not a subtype",
        "etl.cli.BrokenProviderTest$Failing, BrokenProviderTest$Failing could not be instantiated",
        "broken.Tables, broken/Tables",
    })
    void a_provider_that_cant_be_used_is_named_with_its_file(String provider, String said) throws IOException {
        Path file = folder.resolve("classes/META-INF/services/etl.tasks.TaskProvider");
        Files.createDirectories(file.getParent());
        Files.writeString(file, provider + " # ours\n");
        Path broken = folder.resolve("classes/broken/Tables.class");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "no class");

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.resolve("classes").toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            for (String setting : List.of("", "samples: true\n")) {
                Files.writeString(folder.resolve("etl.yaml"), setting);
                Result result = new Program(folder).run("list");
                assertEquals(2, result.exitCode(), result.err());
                assertTrue(result.err().contains("ETL_CLASSPATH: a provider of tasks can't be used: "), result.err());
                assertTrue(result.err().contains(said), result.err());
                assertTrue(
                        result.err().contains("It is named in " + file.toUri().toURL()), result.err());
                assertFalse(result.err().contains("mistake in the program"), result.err());
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /// Fails when it is made.
    public static final class Failing implements TaskProvider {
        public Failing() {
            throw new IllegalStateException("no settings");
        }

        @Override
        public List<Task> tasks() {
            return List.of();
        }
    }
}
