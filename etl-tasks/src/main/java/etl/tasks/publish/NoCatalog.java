package etl.tasks.publish;

import java.time.Duration;
import java.util.List;

/// No catalog: readers list the destination themselves.
public final class NoCatalog implements Catalog {
    @Override
    public String describe() {
        return "none";
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
