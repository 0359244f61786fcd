package etl.tasks.publish;

import java.io.IOException;
import java.util.List;

/// Whether a step is still to be taken. Several processes may carry one commit on, and any of them may have been stalled
/// since it looked last; so the log is read again before every step.
public interface Turn {

    /// Whether the commit's step is still to be taken.
    boolean due() throws IOException;

    /// Whether the step is still to be taken, and no newer commit is in the log.
    boolean newest() throws IOException;

    /// Those of the partitions that no newer commit names, while the step is still to be taken; otherwise none.
    List<VisiblePartition> newest(List<VisiblePartition> partitions) throws IOException;
}
