package etl.tasks.publish;

import etl.parquet.inspect.LocalFile;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder. A pending file lies in the hidden folder `.etl/staging` of the same file system and is renamed into its
/// place at the end; readers ignore names that begin with a dot.
public final class LocalDestination implements Destination {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String CONTROL = ".etl";
    private static final String STAGING = "staging";

    private final Path root;
    private final Folders folders;
    private final LocalControlFiles control;

    /// @param root the warehouse folder; it is made when the first file is begun
    public LocalDestination(Path root) {
        this(root, Optional.empty());
    }

    /// @param root the warehouse folder; it is made when the first file is begun
    /// @param control where the control files are; empty: the hidden folder `.etl` of the warehouse
    /// @throws EtlException if the control files would lie among the data
    public LocalDestination(Path root, Optional<Path> control) {
        this.root = root.toAbsolutePath().normalize();
        this.folders = new Folders(this.root);
        this.control = control.map(Path::toAbsolutePath)
                .map(Path::normalize)
                .map(folder -> new LocalControlFiles(new Folders(folder), apart(folder)))
                .orElseGet(() -> new LocalControlFiles(folders, this.root.resolve(CONTROL)));
    }

    /// Readers take for data what lies below a warehouse, unless its name begins with a dot or `_`.
    private Path apart(Path folder) {
        if (folder.startsWith(root)
                && (folder.equals(root) || !root.relativize(folder).toString().matches("[._].*"))) {
            throw EtlException.usage(
                    "The control files can't lie in %s: that is in the destination %s, where readers look for data. Set control to another folder, or leave it out."
                            .formatted(folder, uri()));
        }
        return folder;
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
    public ControlFiles control() {
        return control;
    }

    @Override
    public PendingFile begin(FileKey key) {
        try {
            Path staged = staged(key);
            return folders.in(Folders.of(staged), () -> new Pending(key, staged));
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

    @Override
    public boolean complete(PreparedFile file) throws IOException {
        Path target = root.resolve(file.key().path());
        Path staged = staged(file.key());
        boolean there = folders.in(Folders.of(target), () -> {
            try {
                Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
                Folders.force(Folders.of(target));
                return true;
            } catch (NoSuchFileException gone) {
                if (Files.exists(staged)) {
                    throw gone;
                }
                return Files.exists(target);
            }
        });
        folders.prune(Folders.of(there ? staged : target));
        return there;
    }

    /// By its size: the file system keeps what was forced to it.
    @Override
    public boolean verify(PreparedFile file) throws IOException {
        Path path = root.resolve(file.key().path());
        try {
            long bytes = Files.size(path);
            if (bytes != file.bytes()) {
                throw new IOException("%s has %d bytes, and %d were written".formatted(path, bytes, file.bytes()));
            }
            return true;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    @Override
    public void discard(FileKey key, String uploadId) throws IOException {
        Files.deleteIfExists(staged(key));
        folders.prune(staged(key).getParent());
    }

    @Override
    public List<UnfinishedUpload> unfinished() throws IOException {
        control.tidy();
        List<UnfinishedUpload> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(staging())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                FileKey key =
                        FileKey.parse(staging().relativize(file).toString()).orElse(null);
                if (key != null) {
                    found.add(new UnfinishedUpload(
                            key, "", Files.getLastModifiedTime(file).toInstant()));
                }
            }
        } catch (NoSuchFileException none) {
            return found;
        } catch (UncheckedIOException changing) {
            // Another run removes what it staged while we look: what we miss now, a later run finds.
            if (!(changing.getCause() instanceof NoSuchFileException)) {
                throw changing.getCause();
            }
        }
        return found;
    }

    @Override
    public SeekableFile open(PublishedFile file) throws IOException {
        return LocalFile.open(root.resolve(file.path()));
    }

    @Override
    public void delete(PublishedFile file) throws IOException {
        Files.deleteIfExists(root.resolve(file.path()));
        folders.prune(root.resolve(file.path()).getParent());
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

    /// Keys are never reused, so they name the staged files too.
    private Path staged(FileKey key) {
        return staging().resolve(key.path());
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
            this.channel = Folders.write(path, StandardOpenOption.CREATE_NEW);
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
            if (!Files.exists(path)) {
                throw new UploadGoneException(key, new NoSuchFileException(path.toString()));
            }
            return new PreparedFile(key, bytes, "", List.of());
        }

        @Override
        public void close() throws IOException {
            if (!prepared) {
                channel.close();
                Files.deleteIfExists(path);
                folders.prune(path.getParent());
            }
        }
    }
}
