package etl.tasks.publish;

/// A partition whose files are all in place.
///
/// @param runId the run that wrote the files
/// @param location the directory of the files relative to the destination, ending in `/`
/// @param committed the partition as it was committed
public record VisiblePartition(String runId, String location, CommittedPartition committed) {

    static VisiblePartition of(Commit commit, CommittedPartition partition, FileKey.Layout layout) {
        String directory = partition.name().path();
        return new VisiblePartition(
                commit.runId(),
                switch (layout) {
                    case RUN_IN_NAME -> directory;
                    case RUN_AS_FOLDER -> directory + commit.runId() + "/";
                },
                partition);
    }

    public PartitionName name() {
        return committed.name();
    }
}
