package etl.tasks.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What all control files do. Each test begins without any.
public interface ControlFilesContract {
    int CREATORS = 12;
    int ROUNDS = 10;

    /// Control files at one place; each call stands for another process.
    ControlFiles control();

    /// What is stored, whatever it is, found without the control files; in order.
    List<String> stored();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Optional<String> text(ControlFiles files, String path) throws IOException {
        return files.read(path).map(content -> new String(content, UTF_8));
    }

    /// Has several processes do the same at one moment.
    private <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    default void absent_file_is_empty() throws IOException {
        assertEquals(Optional.empty(), control().read("commits/0000000000.json"));
        assertEquals(List.of(), control().list("commits", ""));
    }

    @Test
    default void created_file_has_its_content() throws IOException {
        assertTrue(control().create("commits/0000000000.json", bytes("{\"run\": \"a\"}")));
        assertTrue(control().create("commits/0000000000.files", new byte[0]));

        assertEquals(Optional.of("{\"run\": \"a\"}"), text(control(), "commits/0000000000.json"));
        assertArrayEquals(
                new byte[0], control().read("commits/0000000000.files").orElseThrow());
        assertEquals(List.of("commits/0000000000.files", "commits/0000000000.json"), stored());
    }

    @Test
    default void file_is_never_replaced() throws IOException {
        assertTrue(control().create("commits/0.json", bytes("a")));

        assertFalse(control().create("commits/0.json", bytes("b")));
        assertFalse(control().create("commits/0.json", bytes("aa")));
        assertFalse(control().create("commits/0.json", new byte[0]));
        assertTrue(control().create("commits/0.json", bytes("a")), "the same again has succeeded");

        assertEquals(Optional.of("a"), text(control(), "commits/0.json"));
    }

    @Test
    default void of_many_creators_exactly_one_wins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String path = "commits/%010d.json".formatted(round);
            List<Callable<Boolean>> creators = new ArrayList<>();
            for (int creator = 0; creator < CREATORS; creator++) {
                ControlFiles files = control();
                byte[] content = bytes("run " + creator);
                creators.add(() -> files.create(path, content));
            }

            List<Boolean> won = atOnce(creators);

            assertEquals(1, won.stream().filter(Boolean::booleanValue).count(), won::toString);
            assertEquals(Optional.of("run " + won.indexOf(true)), text(control(), path));
        }
        assertEquals(ROUNDS, stored().size());
    }

    @Test
    default void many_creators_of_one_content_all_win() throws Exception {
        List<Callable<Boolean>> creators = new ArrayList<>();
        for (int creator = 0; creator < CREATORS; creator++) {
            ControlFiles files = control();
            creators.add(() -> files.create("commits/0.done", bytes("{}")));
        }
        assertFalse(atOnce(creators).contains(false));
        assertEquals(List.of("commits/0.done"), stored());
    }

    @Test
    default void creating_and_deleting_at_once_fails_for_nobody() throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int process = 0; process < CREATORS; process++) {
            ControlFiles files = control();
            byte[] content = bytes("process " + process);
            calls.add(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    boolean unused = files.create("runs/a.json", content);
                    files.delete("runs/a.json");
                }
                return true;
            });
        }
        assertFalse(atOnce(calls).contains(false));
        assertEquals(List.of(), stored());
    }

    @Test
    default void reader_never_sees_half_a_file() throws Exception {
        byte[] content = bytes("x".repeat(300_000));
        List<Callable<Boolean>> calls = new ArrayList<>();
        ControlFiles writer = control();
        calls.add(() -> writer.create("commits/0.json", content));
        for (int reader = 1; reader < CREATORS; reader++) {
            ControlFiles files = control();
            calls.add(() -> {
                Optional<byte[]> seen = Optional.empty();
                while (seen.isEmpty()) {
                    seen = files.read("commits/0.json");
                }
                return seen.get().length == content.length;
            });
        }
        assertFalse(atOnce(calls).contains(false));
    }

    @Test
    default void files_of_a_folder_are_listed_in_order() throws IOException {
        for (String path : List.of(
                "commits/0000000010.json",
                "commits/0000000009.json",
                "commits/0000000009.files",
                "commits/old/0000000001.json",
                "commits_of_others/1.json",
                "runs/a.json")) {
            assertTrue(control().create(path, bytes(path)));
        }

        assertEquals(
                List.of("0000000009.files", "0000000009.json", "0000000010.json"),
                control().list("commits", ""));
        assertEquals(List.of("0000000009.json", "0000000010.json"), control().list("commits", "0000000009.files"));
        assertEquals(List.of("0000000010.json"), control().list("commits", "0000000010"));
        assertEquals(List.of(), control().list("commits", "0000000010.json"));
        assertEquals(List.of("a.json"), control().list("runs", ""));
    }

    @Test
    default void deleted_file_is_gone_and_can_be_created_again() throws IOException {
        assertTrue(control().create("runs/a.json", bytes("a")));

        control().delete("runs/a.json");
        control().delete("runs/a.json");

        assertEquals(Optional.empty(), control().read("runs/a.json"));
        assertEquals(List.of(), stored());
        assertTrue(control().create("runs/a.json", bytes("b")));
        assertEquals(Optional.of("b"), text(control(), "runs/a.json"));
    }

    @Test
    default void uri_ends_in_a_slash() {
        assertTrue(control().uri().endsWith("/"), control().uri());
    }
}
