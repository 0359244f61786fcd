package etl.tasks.publish;

import java.time.Duration;
import java.util.List;

/// No catalog: readers list the destination themselves.
public final class NoCatalog implements Catalog {
    /// What [#describe] says.
    public static final String NAME = "none";

    @Override
    public String describe() {
        return NAME;
    }

    @Override
    public void check() {}

    @Override
    public CatalogOutcome update(List<PublishedPartition> partitions) {
        return new CatalogOutcome(CatalogOutcome.State.NONE, "no catalog is configured", Duration.ZERO);
    }

    @Override
    public void close() {}
}
