package etl.parquet.page;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferReleaser;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses whole pages with zstd in one native call each, from array to array. The library's codec streams through
/// Hadoop's classes, which take longer to load and configure than a small table takes to export.
public final class ZstdCompressor implements BytesInputCompressor {
    /// The level that parquet-java has by default.
    private static final int LEVEL = 3;

    /// An output array that has grown past this for one huge page is given back.
    private static final int KEPT_BYTES = 4 << 20;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private byte[] compressed = new byte[0];

    /// The result is valid until the next call.
    @Override
    public BytesInput compress(BytesInput page) {
        try (ByteBufferReleaser releaser = new ByteBufferReleaser(HeapByteBufferAllocator.getInstance())) {
            ByteBuffer bytes = page.toByteBuffer(releaser);
            int bound = Math.toIntExact(Zstd.compressBound(bytes.remaining()));
            if (compressed.length < bound || compressed.length > KEPT_BYTES) {
                compressed = new byte[bound];
            }
            int size = context.compressByteArray(
                    compressed,
                    0,
                    compressed.length,
                    bytes.array(),
                    bytes.arrayOffset() + bytes.position(),
                    bytes.remaining());
            return BytesInput.from(compressed, 0, size);
        }
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
        context.close();
    }
}
