package etl.parquet;

/// How Parquet files are written.
///
/// @param compression the codec of the pages
/// @param rowGroupBytes a row group is closed when its compressed pages reach this size
/// @param targetFileBytes a file is closed, and another begun, at the end of the row group that takes it past this size
public record WriteOptions(Compression compression, long rowGroupBytes, long targetFileBytes) {

    /// The codecs that Athena reads.
    public enum Compression {
        ZSTD,
        GZIP,
        SNAPPY,
        LZ4_RAW,
        UNCOMPRESSED
    }

    public static final long DEFAULT_ROW_GROUP_BYTES = 64L << 20;
    public static final long DEFAULT_TARGET_FILE_BYTES = 256L << 20;

    public static final WriteOptions DEFAULT =
            new WriteOptions(Compression.ZSTD, DEFAULT_ROW_GROUP_BYTES, DEFAULT_TARGET_FILE_BYTES);
}
