package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDestinationTest implements DestinationContract {
    @TempDir
    Path folder;

    private LocalDestination destination;

    @Override
    public Destination destination() {
        if (destination == null) {
            destination = new LocalDestination(folder.resolve("warehouse"));
        }
        return destination;
    }

    private List<String> files(boolean hidden) {
        Path root = folder.resolve("warehouse");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .filter(path -> path.startsWith(".") == hidden)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> visible() {
        return files(false);
    }

    @Override
    public List<String> leftovers() {
        return files(true);
    }

    @Override
    public byte[] bytes(String path) {
        try {
            return Files.readAllBytes(folder.resolve("warehouse").resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_folder_that_was_made_for_a_discarded_file_goes_with_it() throws IOException {
        try (PendingFile file =
                destination().begin(new FileKey("t", "dt=2026-11-22", RUN, 0, FileKey.Layout.RUN_IN_NAME))) {
            file.stream().write(1);
        }
        assertFalse(Files.exists(folder.resolve("warehouse")));
    }

    @Test
    void a_folder_that_was_there_stays() throws IOException {
        Files.createDirectory(folder.resolve("warehouse"));
        try (PendingFile file =
                destination().begin(new FileKey("t", "dt=2026-11-22", RUN, 0, FileKey.Layout.RUN_IN_NAME))) {
            file.stream().write(1);
        }
        try (Stream<Path> left = Files.list(folder.resolve("warehouse"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void a_destination_below_a_file_is_refused() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LocalDestination below = new LocalDestination(file.resolve("warehouse"));
        EtlException refused = assertThrows(EtlException.class, below::check);
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains(file + " is a file"), refused.getMessage());
    }
}
