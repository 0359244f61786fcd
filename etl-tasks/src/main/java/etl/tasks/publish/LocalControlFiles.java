package etl.tasks.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Control files in a folder. A file is written under another name first and then linked to its own, which only one of
/// several can do; so it is there whole or not at all.
final class LocalControlFiles implements ControlFiles {
    private static final String UNNAMED = "unnamed";

    private final Folders folders;
    private final Path root;

    LocalControlFiles(Folders folders, Path root) {
        this.folders = folders;
        this.root = root;
    }

    @Override
    public String uri() {
        return "file:" + root + "/";
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(root.resolve(path)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public boolean create(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Path unnamed = root.resolve(UNNAMED).resolve(UUID.randomUUID().toString());
        try {
            // Another run may remove the unnamed file as well, as it does with those of dead runs.
            return folders.in(
                    Folders.of(unnamed),
                    () -> folders.in(Folders.of(file), () -> {
                        write(unnamed, content);
                        return link(unnamed, file, path, content);
                    }));
        } finally {
            Files.deleteIfExists(unnamed);
            folders.prune(Folders.of(unnamed));
        }
    }

    private boolean link(Path unnamed, Path file, String path, byte[] content) throws IOException {
        try {
            Files.createLink(file, unnamed);
            Folders.force(Folders.of(file));
            return true;
        } catch (FileAlreadyExistsException other) {
            return Arrays.equals(content, read(path).orElse(null));
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                Folders.write(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    @Override
    public List<String> list(String folder, String after) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().compareTo(after) > 0)
                    .filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(root.resolve(path));
        folders.prune(root.resolve(path).getParent());
    }

    /// Removes files that were written and not linked: a run that still wants one writes it again.
    void tidy() throws IOException {
        for (String name : list(UNNAMED, "")) {
            delete(UNNAMED + "/" + name);
        }
    }
}
