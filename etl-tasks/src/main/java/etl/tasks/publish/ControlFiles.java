package etl.tasks.publish;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The small files beside a dataset by which runs agree on what is published. They lie outside every table's location.
/// A file is never changed: it is created whole, or it isn't there. Safe for use by several threads.
///
/// An operation that fails throws `IOException`; a mistake of the user's is an [etl.tasks.EtlException].
public interface ControlFiles {

    /// Where they are, ending in `/`, for messages.
    String uri();

    /// A file's content; empty when there is none.
    Optional<byte[]> read(String path) throws IOException;

    /// Creates a file, unless there is one. Of several that try, one succeeds. An answer that was lost is looked up
    /// before this returns or throws.
    ///
    /// @return whether the file has this content now; false when it has another
    /// @throws IOException also when it isn't known whether the file was created
    boolean create(String path, byte[] content) throws IOException;

    /// The names of the files directly in a folder, in order.
    ///
    /// @param after only names that sort after this one; empty for all
    List<String> list(String folder, String after) throws IOException;

    /// Deletes a file. Deleting it again does nothing.
    void delete(String path) throws IOException;
}
