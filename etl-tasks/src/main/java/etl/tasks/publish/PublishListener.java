package etl.tasks.publish;

/// Hears how commits come along, one's own and those that are carried on for others.
public interface PublishListener {
    /// Hears nothing.
    PublishListener NONE = new PublishListener() {};

    /// Recovery has done something that is worth a sentence.
    default void recovered(String sentence) {}

    /// All files of a commit are visible; the catalog is told next.
    default void visible(Commit commit) {}

    /// The catalog has been told.
    default void shown(Commit commit, CatalogOutcome outcome) {}
}
