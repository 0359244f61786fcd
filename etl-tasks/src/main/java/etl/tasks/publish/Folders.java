package etl.tasks.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folders of a warehouse, which several runs make and remove at once.
final class Folders {
    private static final int CREATE_ATTEMPTS = 10;

    private final Path root;
    private final boolean existed;

    /// @param root the warehouse; it is removed with its last file when it isn't there now
    Folders(Path root) {
        this.root = root;
        this.existed = Files.exists(root);
    }

    /// Makes a folder, while another run may be removing those above it that it has emptied.
    void create(Path folder) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(folder);
                return;
            } catch (NoSuchFileException removed) {
                if (attempt == CREATE_ATTEMPTS) {
                    throw removed;
                }
            }
        }
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
