package etl.tasks.publish;

import java.io.Serializable;

/// A visible data file.
///
/// @param path its key relative to the destination
/// @param bytes its size
public record PublishedFile(String path, long bytes) implements Serializable {}
