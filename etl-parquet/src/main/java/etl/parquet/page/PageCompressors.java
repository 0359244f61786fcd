package etl.parquet.page;

import etl.parquet.WriteOptions.Compression;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// The compressors of pages. Each is for one file, and is released when the file is done.
public final class PageCompressors {
    private PageCompressors() {}

    public static BytesInputCompressor of(Compression compression) {
        return switch (compression) {
            case ZSTD -> new ZstdCompressor();
            case GZIP -> library(CompressionCodecName.GZIP);
            case SNAPPY -> library(CompressionCodecName.SNAPPY);
            case LZ4_RAW -> library(CompressionCodecName.LZ4_RAW);
            case UNCOMPRESSED -> library(CompressionCodecName.UNCOMPRESSED);
        };
    }

    private static BytesInputCompressor library(CompressionCodecName codec) {
        return new CodecFactory(new Configuration(false), ColumnEncoder.PAGE_BYTES).getCompressor(codec);
    }
}
