package etl.parquet.inspect;

import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/// parquet-java's view of a [SeekableFile]. Footers are read in many small steps, which must not be as many requests: a
/// block is read at a time.
final class BlockInput implements InputFile {
    private static final int BLOCK_BYTES = 256 << 10;

    private final SeekableFile file;
    private final long size;

    BlockInput(SeekableFile file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    @Override
    public long getLength() {
        return size;
    }

    @Override
    public SeekableInputStream newStream() {
        Blocks blocks = new Blocks();
        return new DelegatingSeekableInputStream(blocks) {
            @Override
            public long getPos() {
                return blocks.position;
            }

            @Override
            public void seek(long newPosition) {
                blocks.position = newPosition;
            }
        };
    }

    @Override
    public String toString() {
        return file.name();
    }

    private final class Blocks extends InputStream {
        private byte[] block = new byte[0];
        private long blockStart;
        private long position;

        @Override
        public int read() throws IOException {
            return fill() ? block[(int) (position++ - blockStart)] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (length >= BLOCK_BYTES && position + length <= size) {
                file.read(position, into, offset, length);
                position += length;
                return length;
            }
            if (!fill()) {
                return -1;
            }
            int from = (int) (position - blockStart);
            int count = Math.min(length, block.length - from);
            System.arraycopy(block, from, into, offset, count);
            position += count;
            return count;
        }

        /// Has the block around the position; false at the file's end.
        private boolean fill() throws IOException {
            if (position >= size) {
                return false;
            }
            if (position < blockStart || position >= blockStart + block.length) {
                // The footer is read from the file's end backwards: a block that ends there has most of it.
                long start = Math.max(0, Math.min(position, size - BLOCK_BYTES));
                block = new byte[(int) Math.min(BLOCK_BYTES, size - start)];
                file.read(start, block, 0, block.length);
                blockStart = start;
            }
            return true;
        }
    }
}
