package etl.tasks.publish;

/// Something about a catalog that a user should know before a run.
///
/// @param weight what it would do to a run
/// @param message where it is, what is set, what is expected and what to do
public record CatalogFinding(Weight weight, String message) {

    /// What a finding would do to a run.
    public enum Weight {
        /// Readers would surely find something wrong: a run refuses (exit code 2).
        REFUSED,
        /// Readers may find something wrong: a run warns, and may end with exit code 13.
        HARMFUL,
        /// Good to know.
        NOTE
    }

    public static CatalogFinding refused(String message) {
        return new CatalogFinding(Weight.REFUSED, message);
    }

    public static CatalogFinding harmful(String message) {
        return new CatalogFinding(Weight.HARMFUL, message);
    }

    public static CatalogFinding note(String message) {
        return new CatalogFinding(Weight.NOTE, message);
    }
}
