package etl.tasks.publish;

import etl.parquet.inspect.SeekableFile;
import java.util.List;
import java.util.Optional;

/// Nowhere: for plans that nobody executes.
public final class NoDestination implements Destination {
    @Override
    public String uri() {
        return "nowhere/";
    }

    @Override
    public void check() {}

    /// Nothing was ever published nowhere.
    @Override
    public ControlFiles control() {
        return new ControlFiles() {
            @Override
            public String uri() {
                return NoDestination.this.uri();
            }

            @Override
            public Optional<byte[]> read(String path) {
                return Optional.empty();
            }

            @Override
            public boolean create(String path, byte[] content) {
                throw new UnsupportedOperationException("Nothing is written nowhere: " + path);
            }

            @Override
            public List<String> list(String folder, String after) {
                return List.of();
            }

            @Override
            public void delete(String path) {}
        };
    }

    @Override
    public PendingFile begin(FileKey key) {
        throw new UnsupportedOperationException("Nothing is written nowhere: " + key);
    }

    @Override
    public boolean complete(PreparedFile file) {
        throw new UnsupportedOperationException("Nothing was prepared nowhere: " + file);
    }

    @Override
    public boolean verify(PreparedFile file) {
        return false;
    }

    @Override
    public void discard(FileKey key, String uploadId) {}

    @Override
    public List<UnfinishedUpload> unfinished() {
        return List.of();
    }

    @Override
    public SeekableFile open(PublishedFile file) {
        throw new UnsupportedOperationException("There is no file nowhere: " + file);
    }

    @Override
    public void delete(PublishedFile file) {}

    @Override
    public long bufferBytes() {
        return 0;
    }

    @Override
    public void close() {}
}
