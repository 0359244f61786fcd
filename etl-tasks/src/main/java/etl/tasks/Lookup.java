package etl.tasks;

import etl.schemas.Table;
import java.util.function.Function;

/// A small table held in memory for joins in Java.
///
/// @param table the table; it is read whole, under the run's snapshot
/// @param key gives a row's key; two rows with one key are an error
/// @param maxRows more rows than this are refused, so that memory stays bounded
public record Lookup<K, V extends Record>(Table<V> table, Function<V, K> key, int maxRows) {}
