package etl.bench;

/// What one process took.
///
/// @param seconds from its start to its end
/// @param cpuSeconds of it and all its children, in user and system mode; NaN where the system doesn't tell
/// @param peakBytes the most memory that was resident in any one process of it; -1 where the system doesn't tell
/// @param writtenBytes the size of the files that it wrote
record Measurement(double seconds, double cpuSeconds, long peakBytes, long writtenBytes) {}
