package etl.tasks.publish;

import java.io.IOException;
import java.io.OutputStream;

/// A file that is being written and that no reader can see. Used by one thread.
public interface PendingFile extends AutoCloseable {

    /// Takes the file's bytes. A write may block while earlier bytes are uploaded; that is the back-pressure. Closing
    /// the stream does nothing.
    OutputStream stream();

    /// Stores the last bytes and waits until the destination holds all of them. The file stays invisible.
    ///
    /// @return what [Destination#complete] needs, as plain data
    PreparedFile prepare() throws IOException;

    /// Discards the file unless it was prepared. A prepared file is discarded by [Destination#discard].
    @Override
    void close() throws IOException;
}
