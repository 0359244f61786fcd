package etl.tasks.publish;

import java.time.Duration;
import java.util.List;

/// No catalog: readers list the destination themselves.
public final class NoCatalog implements Catalog {
    /// What [#describe] says.
    public static final String NAME = "none";

    private static final CatalogOutcome OUTCOME =
            new CatalogOutcome(CatalogOutcome.State.NONE, "no catalog is configured", Duration.ZERO);

    @Override
    public String describe() {
        return NAME;
    }

    @Override
    public List<CatalogFinding> findings(List<TableKeys> tables) {
        return List.of();
    }

    @Override
    public List<CatalogFinding> differences(List<VisiblePartition> visible) {
        return List.of();
    }

    @Override
    public FileKey.Layout layout() {
        return FileKey.Layout.RUN_IN_NAME;
    }

    @Override
    public void hide(List<PartitionName> partitions, Turn turn) {}

    @Override
    public CatalogOutcome show(List<VisiblePartition> partitions, Turn turn) {
        return OUTCOME;
    }

    @Override
    public CatalogOutcome showAgain(Turn turn) {
        return OUTCOME;
    }

    @Override
    public void drop(List<PartitionName> partitions, Turn turn) {}

    @Override
    public List<VisiblePartition> settled(List<VisiblePartition> partitions, Duration keep) {
        return List.of();
    }

    @Override
    public void close() {}
}
