package etl.bench;

/// What one process took.
///
/// @param seconds from its start to its end
/// @param cpuSeconds of it and all its descendants, in user and system mode; NaN where the system doesn't tell
/// @param serverCpuSeconds of the database server meanwhile; NaN where the system doesn't tell
/// @param othersShare the part of all processors' time that was meanwhile spent by programs that have nothing to do
///     with it, 0 to 1; NaN where the system doesn't tell
/// @param peakBytes the most memory that was resident in any one process of it; -1 where the system doesn't tell
/// @param writtenBytes the size of the Parquet files that it wrote
record Measurement(
        double seconds,
        double cpuSeconds,
        double serverCpuSeconds,
        double othersShare,
        long peakBytes,
        long writtenBytes) {}
