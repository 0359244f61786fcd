package etl.tasks.publish;

import java.time.Instant;

/// A pending or prepared file of any run, as a destination finds it.
///
/// @param key where it would be
/// @param uploadId as in [PreparedFile]
/// @param begun when it was begun, by the destination's clock
public record UnfinishedUpload(FileKey key, String uploadId, Instant begun) {}
