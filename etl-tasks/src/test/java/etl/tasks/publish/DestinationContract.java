package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What every destination does. Each test begins with an empty one.
public interface DestinationContract {
    /// Several parts of an S3 upload and a rest.
    int LARGE_BYTES = 20_000_003;

    String RUN = "20261122T010203Z-4f1c0001";

    /// The destination under test; the same at every call of one test.
    Destination destination();

    /// The paths, relative to the destination, of all files that a reader sees in it, found without the destination; in
    /// order.
    List<String> visible();

    /// Whatever is stored and isn't a visible file: uploads, staging files. Found without the destination.
    List<String> leftovers();

    /// A visible file's bytes, read without the destination.
    byte[] bytes(String path);

    private static FileKey key(int number) {
        return new FileKey("orders", "dt=2026-11-22", RUN, number, FileKey.Layout.RUN_IN_NAME);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private PreparedFile prepared(int number, byte[] bytes) throws IOException {
        try (var file = destination().begin(key(number))) {
            file.stream().write(bytes);
            return file.prepare();
        }
    }

    /// A store may notice only at the completion that an upload is gone.
    private void assertGone(PendingFile pending) throws IOException {
        PreparedFile prepared;
        try {
            prepared = pending.prepare();
        } catch (UploadGoneException noticed) {
            return;
        }
        assertFalse(destination().complete(prepared));
    }

    private void assertNothingLeft() {
        assertEquals(List.of(), visible());
        assertEquals(List.of(), leftovers());
    }

    @Test
    default void file_is_invisible_until_it_is_completed() throws IOException {
        var bytes = random(1000);
        try (var file = destination().begin(key(0))) {
            file.stream().write(bytes);
            assertEquals(List.of(), visible());
            var prepared = file.prepare();
            assertEquals(List.of(), visible());
            assertFalse(destination().verify(prepared));
            assertTrue(destination().complete(prepared));
            assertTrue(destination().verify(prepared));
        }
        assertEquals(List.of(key(0).path()), visible());
        assertArrayEquals(bytes, bytes(key(0).path()));
        assertEquals(List.of(), leftovers());
    }

    @Test
    default void prepared_file_outlives_its_pending_file() throws IOException {
        var prepared = prepared(0, random(10));
        assertEquals(List.of(), visible());
        destination().complete(prepared);
        assertEquals(List.of(key(0).path()), visible());
    }

    @Test
    default void prepared_file_is_plain_data() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(prepared(0, random(10)));
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            destination().complete((PreparedFile) in.readObject());
        }
        assertArrayEquals(random(10), bytes(key(0).path()));
    }

    @Test
    default void large_file_keeps_its_bytes() throws IOException {
        var bytes = random(LARGE_BYTES);
        try (var file = destination().begin(key(0))) {
            // Chunks of all sizes, single bytes too.
            var written = 0;
            for (var chunk = 1; written < bytes.length; chunk = chunk * 7 % 3_000_017 + 1) {
                var count = Math.min(chunk, bytes.length - written);
                if (count == 1) {
                    file.stream().write(bytes[written]);
                } else {
                    file.stream().write(bytes, written, count);
                }
                written += count;
            }
            file.stream().close();
            var prepared = file.prepare();
            assertEquals(bytes.length, prepared.bytes());
            assertEquals(List.of(), visible());
            destination().complete(prepared);
        }
        assertArrayEquals(bytes, bytes(key(0).path()));
        assertEquals(List.of(), leftovers());
    }

    @Test
    default void empty_file_is_a_file() throws IOException {
        assertTrue(destination().complete(prepared(0, new byte[0])));
        assertEquals(List.of(key(0).path()), visible());
        assertEquals(0, bytes(key(0).path()).length);
    }

    @Test
    default void completing_twice_does_nothing_more() throws IOException {
        var prepared = prepared(0, random(1000));
        assertTrue(destination().complete(prepared));
        assertTrue(destination().complete(prepared));
        assertArrayEquals(random(1000), bytes(key(0).path()));
    }

    @Test
    default void completing_a_discarded_file_says_that_it_is_gone() throws IOException {
        var prepared = prepared(0, random(10));
        destination().discard(prepared.key(), prepared.uploadId());
        assertFalse(destination().complete(prepared));
        assertFalse(destination().verify(prepared));
        assertNothingLeft();
    }

    @Test
    default void discarding_leaves_nothing() throws IOException {
        var prepared = prepared(0, random(1000));
        destination().discard(prepared.key(), prepared.uploadId());
        assertNothingLeft();
    }

    @Test
    default void discarding_twice_does_nothing_more() throws IOException {
        var prepared = prepared(0, random(10));
        destination().discard(prepared.key(), prepared.uploadId());
        destination().discard(prepared.key(), prepared.uploadId());
        assertNothingLeft();
    }

    @Test
    default void discarding_a_completed_file_leaves_it() throws IOException {
        var prepared = prepared(0, random(1000));
        destination().complete(prepared);
        destination().discard(prepared.key(), prepared.uploadId());
        assertEquals(List.of(key(0).path()), visible());
        assertArrayEquals(random(1000), bytes(key(0).path()));
    }

    @Test
    default void closing_an_unprepared_file_leaves_nothing() throws IOException {
        try (var file = destination().begin(key(0))) {
            file.stream().write(random(1000));
        }
        assertNothingLeft();
    }

    @Test
    default void closing_a_large_unprepared_file_leaves_nothing() throws IOException {
        try (var file = destination().begin(key(0))) {
            file.stream().write(random(LARGE_BYTES));
        }
        assertNothingLeft();
    }

    @Test
    default void closing_an_unprepared_file_cleans_up_in_an_interrupted_thread() throws Exception {
        var thread = Thread.ofPlatform().unstarted(() -> {
            try (var file = destination().begin(key(0))) {
                file.stream().write(random(1000));
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        thread.join();
        assertNothingLeft();
    }

    @Test
    default void closing_twice_does_nothing_more() throws IOException {
        var file = destination().begin(key(0));
        file.close();
        file.close();
        assertNothingLeft();
    }

    @Test
    default void closing_a_prepared_file_keeps_it() throws IOException {
        var file = destination().begin(key(0));
        file.stream().write(random(10));
        var prepared = file.prepare();
        file.close();
        destination().complete(prepared);
        assertEquals(List.of(key(0).path()), visible());
    }

    @Test
    default void writing_after_prepare_fails() throws IOException {
        try (var file = destination().begin(key(0))) {
            var prepared = file.prepare();
            assertThrows(IOException.class, () -> file.stream().write(random(10)));
            destination().discard(prepared.key(), prepared.uploadId());
        }
    }

    @Test
    default void deleted_file_is_gone() throws IOException {
        var prepared = prepared(0, random(10));
        destination().complete(prepared);
        destination().delete(prepared.published());
        destination().delete(prepared.published());
        assertFalse(destination().verify(prepared));
        assertFalse(destination().complete(prepared));
        assertNothingLeft();
    }

    @Test
    default void a_file_of_another_size_is_not_taken_for_the_one_that_was_prepared() throws IOException {
        var prepared = prepared(0, random(10));
        destination().complete(prepared);
        var larger = new PreparedFile(prepared.key(), 11, prepared.uploadId(), prepared.partTags());
        assertThrows(IOException.class, () -> destination().verify(larger));
    }

    @Test
    default void unfinished_files_of_all_runs_are_found() throws IOException {
        var prepared = prepared(0, random(10));
        var other =
                new FileKey("users", "dt=2026-11-21", "20261121T010203Z-4f1c0002", 100, FileKey.Layout.RUN_AS_FOLDER);
        try (var pending = destination().begin(other)) {
            pending.stream().write(random(10));
            var found = destination().unfinished().stream()
                    .sorted(Comparator.comparing(upload -> upload.key().path()))
                    .toList();
            assertEquals(
                    List.of(key(0), other),
                    found.stream().map(UnfinishedUpload::key).toList());
            assertTrue(found.stream()
                    .allMatch(upload -> Duration.between(upload.begun(), Instant.now())
                                    .abs()
                                    .toMinutes()
                            < 5));
            for (var upload : found) {
                destination().discard(upload.key(), upload.uploadId());
            }
            assertGone(pending);
        }
        assertFalse(destination().complete(prepared));
        assertEquals(List.of(), destination().unfinished());
        assertNothingLeft();
    }

    @Test
    default void check_leaves_nothing() throws IOException {
        destination().check();
        assertNothingLeft();
    }

    @Test
    default void files_are_written_by_many_threads_at_once() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var writers = new ArrayList<Callable<PreparedFile>>();
            for (var i = 0; i < 8; i++) {
                var number = i;
                writers.add(() -> prepared(number, random(1_000_000 + number)));
            }
            for (var prepared : threads.invokeAll(writers)) {
                destination().complete(prepared.get());
            }
        }
        assertEquals(8, visible().size());
        for (var i = 0; i < 8; i++) {
            assertArrayEquals(random(1_000_000 + i), bytes(key(i).path()));
        }
        assertEquals(List.of(), leftovers());
    }

    @Test
    default void uri_ends_in_a_slash() {
        assertTrue(destination().uri().endsWith("/"), destination().uri());
    }

    @Test
    default void visible_file_can_be_read() throws IOException {
        var bytes = random(1000);
        var prepared = prepared(0, bytes);
        destination().complete(prepared);
        try (var file = destination().open(prepared.published())) {
            assertEquals(1000, file.size());
            var read = new byte[1000];
            file.read(0, read, 0, 1000);
            assertArrayEquals(bytes, read);
        }
    }

    @Test
    default void keys_of_both_layouts_are_read_back() {
        for (var layout : FileKey.Layout.values()) {
            var key = new FileKey("orders", "dt=2026-11-22", RUN, 123_456, layout);
            assertEquals(Optional.of(key), FileKey.parse(key.path()));
        }
        assertEquals(Optional.empty(), FileKey.parse("orders/dt=2026-11-22/part-00000.parquet"));
    }
}
