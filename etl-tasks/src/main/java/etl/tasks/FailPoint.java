package etl.tasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The steps of a run at which tests have the program killed, stopped or broken, in the order in which a run reaches
/// them. The system property `etl.failpoint` names one and what happens there; without it nothing does:
///
/// - `decided=pause:/tmp/here` writes the file and waits until somebody removes it (and kills the program meanwhile)
/// - `decided=exception` throws
/// - `decided=oom` fills the heap
///
/// `file-completed@3=…` is the third time that the step is reached.
public enum FailPoint {
    /// The program has checked its destination and its catalog.
    CHECKED,
    /// What earlier runs left is carried on, removed or none.
    RECOVERED,
    /// The run has written down that it is under way.
    RUN_RECORDED,
    /// Every relation is locked, and the snapshot isn't taken.
    LOCKED,
    /// The snapshot is taken.
    SNAPSHOT_TAKEN,
    /// A pending file is begun.
    FILE_BEGUN,
    /// A pending file has all its rows and isn't prepared.
    FILE_WRITTEN,
    /// A file is prepared.
    FILE_PREPARED,
    /// Every split is read; all files are prepared.
    ALL_PREPARED,
    /// The log is read, and the commit isn't written.
    DECIDING,
    /// The commit is written.
    DECIDED,
    /// The partitions are out of the catalog's sight, where it takes them out.
    HIDDEN,
    /// One file is visible.
    FILE_COMPLETED,
    /// All files are visible.
    ALL_COMPLETED,
    /// All files are visible and have the sizes and checksums that the commit names.
    ALL_VERIFIED,
    /// One file of an older commit is deleted.
    OLDER_DELETED,
    /// All files of older commits are deleted, where they aren't kept.
    ALL_OLDER_DELETED,
    /// It is written down that the files are visible.
    FILES_RECORDED,
    /// The catalog is about to be told; some of it may know.
    SHOWING,
    /// The catalog has been told.
    SHOWN,
    /// It is written down that the commit is finished.
    DONE_RECORDED,
    /// What the run had written down of itself is removed.
    RUN_FORGOTTEN,
    /// In an undo: the uploads are aborted.
    UNDO_ABORTED,
    /// In an undo: the objects are deleted.
    UNDO_DELETED,
    /// In an undo: it is written down that the commit is void.
    VOID_RECORDED,
    /// Partitions that a commit takes away are out of the catalog, and their files are there.
    DROPPED,
    /// One file of a superseded run or of a partition that was taken away is deleted.
    SUPERSEDED_DELETED;

    private static final @Nullable Armed ARMED = Armed.of(System.getProperty("etl.failpoint"));
    private static final long POLL_MILLIS = 5;

    /// The step is reached.
    public void reach() {
        Armed armed = ARMED;
        if (armed != null && armed.point == this && armed.reached.incrementAndGet() == armed.time) {
            armed.happen();
        }
    }

    private record Armed(FailPoint point, int time, String action, AtomicInteger reached) {
        private static final String PAUSE = "pause:";
        private static final int MOST_BLOCKS = 64;

        static @Nullable Armed of(@Nullable String text) {
            if (text == null) {
                return null;
            }
            String name = text.substring(0, Math.max(0, text.indexOf('=')));
            int at = name.indexOf('@');
            return new Armed(
                    valueOf((at < 0 ? name : name.substring(0, at))
                            .toUpperCase(Locale.ROOT)
                            .replace('-', '_')),
                    at < 0 ? 1 : Integer.parseInt(name.substring(at + 1)),
                    text.substring(name.length() + 1),
                    new AtomicInteger());
        }

        void happen() {
            if (action.startsWith(PAUSE)) {
                pause(Path.of(action.substring(PAUSE.length())));
            } else if (action.equals("exception")) {
                throw new IllegalStateException("the fail point " + point);
            } else if (action.equals("oom")) {
                fillHeap();
            } else {
                throw new IllegalArgumentException("etl.failpoint: unknown action '" + action + "'");
            }
        }

        private void pause(Path here) {
            try {
                Files.writeString(here, point.name());
                while (Files.exists(here)) {
                    Thread.sleep(POLL_MILLIS);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stopped) {
                // The step goes on as a step does that is interrupted.
                Thread.currentThread().interrupt();
            }
        }

        private static void fillHeap() {
            byte[][] held = new byte[MOST_BLOCKS][];
            for (int block = 0; block < MOST_BLOCKS; block++) {
                held[block] = new byte[Integer.MAX_VALUE - Long.BYTES];
            }
            throw new IllegalStateException("the heap holds " + held.length + " blocks of 2 GiB");
        }
    }
}
