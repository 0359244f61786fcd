package etl.tasks.publish;

import etl.parquet.inspect.LocalFile;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder. A pending file lies in the hidden folder `.etl/staging` of the same file system and is renamed into its
/// place at the end; readers ignore names that begin with a dot.
public final class LocalDestination implements Destination {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String CONTROL = ".etl";
    private static final String STAGING = "staging";
    private static final int CREATE_ATTEMPTS = 10;

    private final Path root;
    private final boolean existed;

    /// @param root the warehouse folder; it is made when the first file is begun
    public LocalDestination(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.existed = Files.exists(this.root);
    }

    @Override
    public String uri() {
        return "file:" + root + "/";
    }

    @Override
    public void check() {
        Path nearest = root;
        while (!Files.exists(nearest)) {
            Path parent = nearest.getParent();
            if (parent == null) {
                break;
            }
            nearest = parent;
        }
        if (!Files.isDirectory(nearest)) {
            throw EtlException.usage("The destination %s can't be a folder: %s is a file. Name another folder (--dest)."
                    .formatted(uri(), nearest));
        }
        if (!Files.isWritable(nearest)) {
            throw EtlException.usage(
                    "The destination %s can't be written: no permission on %s. Grant it, or name another folder (--dest)."
                            .formatted(uri(), nearest));
        }
    }

    @Override
    public synchronized PendingFile begin(FileKey key) {
        try {
            Path folder = staging().resolve(key.runId());
            create(folder);
            return new Pending(key, folder.resolve(UUID.randomUUID() + ".parquet"));
        } catch (IOException failed) {
            throw new EtlException(
                    ExitCode.USAGE,
                    "The destination %s can't be written: %s. Name another folder (--dest)."
                            .formatted(uri(), reason(failed)),
                    failed);
        }
    }

    private static String reason(IOException failed) {
        return switch (failed) {
            case FileAlreadyExistsException file -> file.getFile() + " is a file";
            case NoSuchFileException file -> file.getFile() + " can't be made";
            case AccessDeniedException file -> "no permission on " + file.getFile();
            case FileSystemException file ->
                file.getFile() + ": " + Objects.requireNonNullElse(file.getReason(), "the file system refuses it");
            default -> failed.toString();
        };
    }

    /// Makes a folder, while another run may be removing those above it that it has emptied.
    private static void create(Path folder) throws IOException {
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

    @Override
    public PublishedFile complete(PreparedFile file) throws IOException {
        Path target = root.resolve(file.key().path());
        Path staged = staged(file);
        Path folder = root.resolve(file.key().table()).resolve(file.key().partition());
        create(folder);
        try {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (NoSuchFileException gone) {
            if (!Files.exists(target) || Files.size(target) != file.bytes()) {
                throw gone;
            }
        }
        prune(staged.getParent());
        return new PublishedFile(file.key().path(), file.bytes());
    }

    @Override
    public void discard(PreparedFile file) throws IOException {
        Path staged = staged(file);
        Files.deleteIfExists(staged);
        prune(staged.getParent());
    }

    @Override
    public List<PublishedFile> list(String table, String partition) throws IOException {
        Path folder = root.resolve(table).resolve(partition);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().endsWith(".parquet"))
                    .sorted()
                    .map(path -> new PublishedFile(
                            root.relativize(path).toString(), path.toFile().length()))
                    .toList();
        }
    }

    @Override
    public Optional<PublishedFile> newest(String table) throws IOException {
        Path folder = root.resolve(table);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<String> partitions;
        try (Stream<Path> paths = Files.list(folder)) {
            partitions = paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(PublishedPartition.DATE_PREFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (String partition : partitions) {
            List<PublishedFile> files = list(table, partition);
            if (!files.isEmpty()) {
                return Optional.of(files.getLast());
            }
        }
        return Optional.empty();
    }

    @Override
    public SeekableFile open(PublishedFile file) throws IOException {
        return LocalFile.open(root.resolve(file.path()));
    }

    @Override
    public void delete(PublishedFile file) throws IOException {
        Files.deleteIfExists(root.resolve(file.path()));
        prune(root.resolve(file.path()).getParent());
    }

    @Override
    public long bufferBytes() {
        return BUFFER_BYTES;
    }

    @Override
    public void close() {
        // Nothing is held open between files.
    }

    private Path staging() {
        return root.resolve(CONTROL).resolve(STAGING);
    }

    private Path staged(PreparedFile file) {
        return staging().resolve(file.key().runId()).resolve(file.uploadId());
    }

    /// Removes the folder and those above it as far as they are empty: down to the warehouse, and the warehouse itself
    /// when this program made it.
    private synchronized void prune(@Nullable Path folder) throws IOException {
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

    /// Makes renames in a folder durable.
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private final class Pending implements PendingFile {
        private final FileKey key;
        private final Path path;
        private final FileChannel channel;
        private final OutputStream stream;
        private boolean prepared;

        Pending(FileKey key, Path path) throws IOException {
            this.key = key;
            this.path = path;
            this.channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            this.stream =
                    new FilterOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
                        @Override
                        public void write(int oneByte) throws IOException {
                            requireOpen();
                            out.write(oneByte);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            requireOpen();
                            out.write(bytes, offset, length);
                        }

                        @Override
                        public void close() throws IOException {
                            flush();
                        }
                    };
        }

        private void requireOpen() throws IOException {
            if (prepared) {
                throw new IOException(key.path() + " is prepared already; nothing can be added to it");
            }
        }

        @Override
        public OutputStream stream() {
            return stream;
        }

        @Override
        public PreparedFile prepare() throws IOException {
            stream.flush();
            channel.force(true);
            long bytes = channel.size();
            channel.close();
            prepared = true;
            return new PreparedFile(key, bytes, path.getFileName().toString(), List.of());
        }

        @Override
        public void close() throws IOException {
            if (!prepared) {
                channel.close();
                Files.deleteIfExists(path);
                prune(path.getParent());
            }
        }
    }
}
