package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    @TempDir
    Path folder;

    private static PreparedFile prepared(Destination destination, String run, int number) throws IOException {
        try (PendingFile file = destination.begin(new FileKey("orders", "dt=2026-11-22", run, number))) {
            file.stream().write(number);
            return file.prepare();
        }
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_second_run_of_a_date_leaves_only_its_own_files() throws IOException {
        try (LocalDestination destination = new LocalDestination(folder)) {
            Publisher publisher = new Publisher(destination);
            publisher.publish(List.of(prepared(destination, "run1", 0), prepared(destination, "run1", 1)));
            publisher.publish(List.of(prepared(destination, "run2", 0)));
            assertEquals(List.of("orders/dt=2026-11-22/run2-00000.parquet"), everything());
        }
    }

    @Test
    void when_one_file_cannot_be_made_visible_none_stays_visible_and_the_older_ones_stay() throws IOException {
        try (LocalDestination destination = new LocalDestination(folder)) {
            Publisher publisher = new Publisher(destination);
            publisher.publish(List.of(prepared(destination, "run1", 0)));
            List<PreparedFile> files = new ArrayList<>();
            for (int number = 0; number < 10; number++) {
                files.add(prepared(destination, "run2", number));
            }
            Files.delete(
                    folder.resolve(".etl/staging/run2").resolve(files.get(7).uploadId()));
            assertThrows(IOException.class, () -> publisher.publish(files));
            assertEquals(List.of("orders/dt=2026-11-22/run1-00000.parquet"), everything());
        }
    }
}
