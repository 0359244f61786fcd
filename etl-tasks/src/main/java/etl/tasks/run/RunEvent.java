package etl.tasks.run;

import etl.tasks.publish.CatalogOutcome;
import etl.tasks.source.Retry;
import java.time.Duration;

/// What happens in a run, in order, for whoever shows it. Events of one split come in order; those of different splits
/// interleave.
public sealed interface RunEvent {

    /// The plan is made; reading begins.
    record Planned(RunPlan plan) implements RunEvent {}

    /// A worker has taken a split.
    record SplitStarted(String task, int split, String description) implements RunEvent {}

    /// Rows were read and bytes written since the last event of this split. Comes a few times a second at most.
    record Progressed(String task, int split, long rows, long bytes) implements RunEvent {}

    /// A split's files are prepared.
    record SplitFinished(String task, int split, long rows, long bytes, Duration took) implements RunEvent {}

    /// Every split has succeeded, and the snapshot is given back.
    record ReadingFinished() implements RunEvent {}

    /// Every split has succeeded, and the run decides now: from here on it can't be stopped any more.
    record Publishing(int files, long bytes) implements RunEvent {}

    /// The run has decided: its files will be visible, whoever makes them so.
    record Decided() implements RunEvent {}

    /// One task's files are visible.
    record TaskPublished(String task, long rows, int files, long bytes) implements RunEvent {}

    /// The catalog is being told.
    record CatalogStarted(String catalog) implements RunEvent {}

    /// The catalog has answered, or hasn't in time.
    record CatalogFinished(CatalogOutcome outcome) implements RunEvent {}

    /// Something failed for a reason that passes and is tried again. Of a split, what was told of it so far is void; after
    /// the whole run, the next event is another [Planned].
    record Retried(Retry retry) implements RunEvent {}

    /// Something that is not an error and that the user should know, with what to do.
    record Warned(String message) implements RunEvent {}
}
