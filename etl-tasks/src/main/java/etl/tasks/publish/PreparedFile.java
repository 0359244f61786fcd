package etl.tasks.publish;

import java.io.Serializable;
import java.util.List;

/// A file whose bytes are all stored but which isn't visible: an uncompleted multipart upload, or a file in a staging
/// folder.
///
/// @param key where it will be
/// @param bytes its size
/// @param uploadId the multipart upload's id; empty where a destination needs none
/// @param partTags what the destination needs to know of each part to complete the file and to compare its checksum, in
///     order; only the destination reads it. Empty where there are no parts
public record PreparedFile(FileKey key, long bytes, String uploadId, List<String> partTags) implements Serializable {
    public PreparedFile {
        partTags = List.copyOf(partTags);
    }

    /// The same file as readers see it.
    public PublishedFile published() {
        return new PublishedFile(key.path(), bytes);
    }
}
