package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

record FolderWarehouse(Path folder) implements Warehouse {
    private static final String CONTROL = ".etl/";
    private static final String STAGING = "staging/";

    @Override
    public String uri() {
        return folder.toUri().toString();
    }

    @Override
    public List<String> files(String prefix) {
        return all(folder).stream()
                .filter(path -> path.startsWith(prefix) && !path.startsWith(CONTROL))
                .toList();
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return Optional.of(Files.readAllBytes(folder.resolve(path)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> control() {
        return all(folder.resolve(CONTROL)).stream()
                .filter(path -> !path.startsWith(STAGING))
                .toList();
    }

    @Override
    public Optional<byte[]> readControl(String path) {
        return read(CONTROL + path);
    }

    @Override
    public List<String> pending() {
        return all(folder.resolve(CONTROL + STAGING));
    }

    @Override
    public void lose(String pending) {
        try {
            Files.delete(folder.resolve(CONTROL + STAGING + pending));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The paths of all files, in order. Whatever goes while the folders are walked through is left out.
    private static List<String> all(Path root) {
        var paths = new TreeSet<String>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    paths.add(root.relativize(file).toString());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    return gone(failure);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    return failure == null ? FileVisitResult.CONTINUE : gone(failure);
                }

                private static FileVisitResult gone(IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(paths);
    }
}
