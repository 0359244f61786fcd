package etl.tasks.publish;

import java.util.List;

/// What is told of published files so that queries find them.
public interface Catalog extends AutoCloseable {

    /// The catalog's mode and name in the user's words, such as `crawler shop-nightly`.
    String describe();

    /// Refuses a catalog that isn't there or can't be used, before the first row is read.
    void check();

    /// Tells the catalog of the partitions that were published, and waits until it knows them.
    ///
    /// A catalog that fails doesn't throw: the data is published already. The outcome says so.
    CatalogOutcome update(List<PublishedPartition> partitions);

    @Override
    void close();
}
