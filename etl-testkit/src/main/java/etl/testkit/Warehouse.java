package etl.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A warehouse as a stranger finds it: its data files, its control files, and what is begun and not visible.
public interface Warehouse {

    /// A prefix of a bucket. Its control files are below `_etl/<prefix>`.
    ///
    /// @param prefix ends in `/`
    static Warehouse of(TestBucket bucket, String prefix) {
        return new BucketWarehouse(bucket, prefix);
    }

    /// A folder. Its control files are below `.etl` in it. There need not be such a folder yet.
    static Warehouse of(Path folder) {
        return new FolderWarehouse(folder);
    }

    /// Where the paths begin: `s3://bucket/prefix/` or `file:/path/`.
    String uri();

    /// The paths of the data files that begin with something, in order: `orders/dt=2026-11-22/…parquet`.
    List<String> files(String prefix);

    /// A data file's bytes; empty when there is none.
    Optional<byte[]> read(String path);

    /// The paths of the control files, in order: `commits/0000000000.json`. What is staged is none.
    List<String> control();

    /// A control file's bytes; empty when there is none.
    Optional<byte[]> readControl(String path);

    /// What is begun and neither visible nor removed: the paths of uploads or of staged files, in order.
    List<String> pending();

    /// Loses one of those, as a bucket rule does that aborts uploads.
    void lose(String pending);
}
