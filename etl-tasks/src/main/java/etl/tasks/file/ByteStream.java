package etl.tasks.file;

import etl.parquet.inspect.SeekableFile;
import java.io.IOException;
import java.io.InputStream;

/// A file from its first byte to its last, a block at a time: on S3 each is a request.
final class ByteStream extends InputStream {
    private static final int BLOCK_BYTES = 4 << 20;

    private final SeekableFile file;
    private final long size;
    private byte[] block = new byte[0];
    private long blockStart;
    private long position;

    /// @param file is closed with the stream
    ByteStream(SeekableFile file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == size) {
            return -1;
        }
        if (position >= blockStart + block.length) {
            blockStart = position;
            block = new byte[(int) Math.min(BLOCK_BYTES, size - position)];
            file.read(blockStart, block, 0, block.length);
        }
        int from = (int) (position - blockStart);
        int count = Math.min(length, block.length - from);
        System.arraycopy(block, from, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
