package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalControlFilesTest implements ControlFilesContract {
    @TempDir
    Path folder;

    @Override
    public ControlFiles control() {
        return new LocalDestination(folder.resolve("warehouse")).control();
    }

    @Override
    public List<String> stored() {
        return files(folder.resolve("warehouse/.etl"));
    }

    private static List<String> files(Path root) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void control_files_may_lie_elsewhere() throws IOException {
        Path control = folder.resolve("control");
        LocalDestination destination = new LocalDestination(folder.resolve("warehouse"), Optional.of(control));

        assertTrue(destination.control().create("runs/a.json", new byte[1]));

        assertEquals("file:" + control + "/", destination.control().uri());
        assertEquals(List.of("runs/a.json"), files(control));
        assertEquals(List.of(), stored());
        destination.control().delete("runs/a.json");
        assertEquals(List.of(), files(control));
    }

    @ParameterizedTest
    @ValueSource(strings = {"warehouse", "warehouse/control", "warehouse/orders/.etl", "other/../warehouse/a"})
    void control_files_do_not_lie_among_the_data(String control) {
        EtlException e = assertThrows(
                EtlException.class,
                () -> new LocalDestination(folder.resolve("warehouse"), Optional.of(folder.resolve(control))));
        assertTrue(e.getMessage().contains("where readers look for data"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"warehouse/.log", "warehouse/_log/a", "warehouse2", "."})
    void control_files_may_be_hidden_or_outside(String control) throws IOException {
        LocalDestination destination =
                new LocalDestination(folder.resolve("warehouse"), Optional.of(folder.resolve(control)));
        assertTrue(destination.control().create("a", new byte[1]));
        assertTrue(Files.exists(folder.resolve(control).resolve("a")));
    }
}
