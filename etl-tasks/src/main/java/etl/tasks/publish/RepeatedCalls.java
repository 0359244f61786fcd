package etl.tasks.publish;

/// Calls of one kind to a service that had to be made again.
///
/// @param service such as `S3`
/// @param operation such as `UploadPart`
/// @param times how many calls were repetitions
/// @param why what went wrong with the ones before, with how often: `503 throttling (2), no answer (1)`
public record RepeatedCalls(String service, String operation, long times, String why) {}
