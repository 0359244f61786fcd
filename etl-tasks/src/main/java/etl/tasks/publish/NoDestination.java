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

    @Override
    public PendingFile begin(FileKey key) {
        throw new UnsupportedOperationException("Nothing is written nowhere: " + key);
    }

    @Override
    public PublishedFile complete(PreparedFile file) {
        throw new UnsupportedOperationException("Nothing was prepared nowhere: " + file);
    }

    @Override
    public void discard(PreparedFile file) {}

    @Override
    public List<PublishedFile> list(String table, String partition) {
        return List.of();
    }

    @Override
    public Optional<PublishedFile> newest(String table) {
        return Optional.empty();
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
