package etl.testkit;

import java.util.Map;
import java.util.TreeMap;

/// The database of [FakeGlue] through which a warehouse is read.
///
/// @param database the database's name
/// @param kind who fills it
public record WarehouseCatalog(FakeGlue glue, String database, Kind kind) {

    /// Who fills a catalog.
    public enum Kind {
        /// A crawler; partitions lie where their directories are.
        CRAWLER,
        /// The program; every run has a location of its own.
        DIRECT
    }

    /// All partitions, by table and directory: `orders/dt=2026-11-22`; a table without partitions by its name.
    Map<String, FakeGlue.Registered> partitions() {
        var partitions = new TreeMap<String, FakeGlue.Registered>();
        for (var table : glue.tables(database)) {
            glue.registered(database, table)
                    .forEach((directory, registered) -> partitions.put(table + "/" + directory, registered));
            if (!glue.isPartitioned(database, table)) {
                partitions.put(table, new FakeGlue.Registered(glue.location(database, table), 0));
            }
        }
        return partitions;
    }
}
