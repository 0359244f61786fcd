package etl.tasks;

import etl.schemas.Table;
import java.util.Optional;
import java.util.function.Function;

/// A small table held in memory for joins in Java.
///
/// @param table the table; it is read whole, under the run's snapshot of its database
/// @param key gives a row's key; two rows with one key are an error
/// @param maxRows more rows than this are refused, so that memory stays bounded
/// @param source the name of the table's database; empty: the one that the task reads
public record Lookup<K, V extends Record>(Table<V> table, Function<V, K> key, int maxRows, Optional<String> source) {

    /// A lookup in the database that the task reads.
    public Lookup(Table<V> table, Function<V, K> key, int maxRows) {
        this(table, key, maxRows, Optional.empty());
    }

    /// The same in another database.
    public Lookup<K, V> from(String otherSource) {
        return new Lookup<>(table, key, maxRows, Optional.of(otherSource));
    }
}
