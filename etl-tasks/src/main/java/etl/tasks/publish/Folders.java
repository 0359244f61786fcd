package etl.tasks.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folders of a warehouse, which several runs make and remove at once.
final class Folders {
    private static final int ATTEMPTS = 20;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;
    private final boolean existed;

    /// @param root the warehouse; it is removed with its last file when it isn't there now
    Folders(Path root) {
        this.root = root;
        this.existed = Files.exists(root);
    }

    /// What is done to a file whose folder is there.
    interface Step<T> {
        T apply() throws IOException;
    }

    /// Makes the folder of a file and does something there, again if another run removes the folder, which it may while
    /// the folder is empty.
    <T> T in(Path folder, Step<T> step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                create(folder);
                return step.apply();
            } catch (NoSuchFileException removed) {
                if (attempt == ATTEMPTS) {
                    throw removed;
                }
            }
        }
    }

    private static void create(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException removed) {
            // Another run has made the folder a moment before, and removed it a moment after.
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw removed;
            }
            NoSuchFileException again = new NoSuchFileException(folder.toString());
            again.initCause(removed);
            throw again;
        }
    }

    /// Opens a file to be written, which only its owner may read where the file system knows owners.
    static FileChannel write(Path file, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(StandardOpenOption.WRITE);
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(file, all, OWNER_ONLY)
                : FileChannel.open(file, all);
    }

    /// The folder that a file of the warehouse lies in.
    static Path of(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /// Removes the folder and those above it as far as they are empty: down to the warehouse, and the warehouse itself
    /// when this program made it.
    synchronized void prune(@Nullable Path folder) throws IOException {
        for (Path empty = folder; empty != null && empty.startsWith(root); empty = empty.getParent()) {
            if (empty.equals(root) && existed) {
                return;
            }
            try {
                Files.deleteIfExists(empty);
            } catch (DirectoryNotEmptyException inUse) {
                return;
            }
        }
    }

    /// Makes what happened in a folder durable.
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
