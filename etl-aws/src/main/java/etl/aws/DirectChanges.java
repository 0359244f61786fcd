package etl.aws;

import java.util.ArrayList;
import java.util.List;

/// What was changed in a catalog, for the report.
final class DirectChanges {
    int tablesCreated;
    int tablesChanged;
    int tablesSwitched;
    int partitionsAdded;
    int partitionsSwitched;

    /// `tables created 1; partitions added 2, switched 1`, or that nothing was changed.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (tablesCreated + tablesChanged > 0) {
            parts.add("tables created %d, changed %d".formatted(tablesCreated, tablesChanged));
        }
        if (tablesSwitched > 0) {
            parts.add("tables switched " + tablesSwitched);
        }
        if (partitionsAdded + partitionsSwitched > 0) {
            parts.add("partitions added %d, switched %d".formatted(partitionsAdded, partitionsSwitched));
        }
        return parts.isEmpty() ? "nothing to change" : String.join("; ", parts);
    }
}
