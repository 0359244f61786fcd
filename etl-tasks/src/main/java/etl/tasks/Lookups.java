package etl.tasks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of a task's lookups, by their keys.
public final class Lookups {
    /// No lookups at all.
    public static final Lookups NONE = new Lookups(Map.of());

    private final Map<Lookup<?, ?>, Map<?, ?>> rows;

    /// @param rows for each lookup its rows by key
    public Lookups(Map<Lookup<?, ?>, Map<?, ?>> rows) {
        this.rows = Map.copyOf(rows);
    }

    /// The row with this key, or null when there is none.
    ///
    /// @throws IllegalArgumentException when the task doesn't declare the lookup
    @SuppressWarnings("unchecked")
    public <K, V extends Record> @Nullable V find(Lookup<K, V> lookup, K key) {
        Map<?, ?> values = rows.get(lookup);
        if (values == null) {
            throw new IllegalArgumentException(
                    "The task doesn't declare a lookup of " + lookup.table().name());
        }
        return (V) values.get(key);
    }
}
