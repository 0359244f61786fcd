package etl.parquet.inspect;

import java.io.IOException;

/// A file whose bytes can be read from any place: in a folder, or on S3 by ranges. Used by one thread.
public interface SeekableFile extends AutoCloseable {

    /// The file's name for messages.
    String name();

    /// The file's size in bytes.
    long size() throws IOException;

    /// Reads exactly so many bytes. Each call may be a request over the network.
    ///
    /// @throws java.io.EOFException when the file ends before
    void read(long position, byte[] into, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
