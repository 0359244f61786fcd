package etl.parquet.page;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses whole pages with zstd in one native call each, from array to array. The library's own codec streams through Hadoop's classes, whose
/// configuration alone takes longer to load than small tables take to export.
public final class ZstdCompressor implements BytesInputCompressor {
    /// The level that parquet-java has by default.
    private static final int LEVEL = 3;

    /// An output buffer that has grown past this for one huge page is given back.
    private static final int KEPT_BYTES = 4 << 20;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private byte[] compressed = new byte[0];

    /// The result is valid until the next call.
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        byte[] bytes = page.toByteArray();
        throw new IOException();
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
