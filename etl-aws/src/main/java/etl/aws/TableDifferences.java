package etl.aws;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.VisiblePartition;
import etl.tasks.schema.SchemaChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/// A table of the catalog compared with what was published, whoever has made it.
///
/// @param database where the table is
/// @param name its name
/// @param advice what to do about differences
record TableDifferences(GlueDatabase database, String name, Advice advice) {
    /// Partitions that a message names.
    private static final int SHOWN = 5;

    /// What to do, in whole sentences.
    ///
    /// @param absent about a table that isn't there
    /// @param columns about columns that are missing or too narrow
    /// @param partitions about other keys, and partitions that are missing or elsewhere
    record Advice(String absent, String columns, String partitions) {}

    /// What is different, in whole sentences that say what to do; empty when nothing is.
    ///
    /// @param folder where the table's files should be: `s3://bucket/prefix/orders/`
    /// @param locations of each partition where its files should be, where the catalog is told that; empty: it finds them
    List<String> of(String folder, List<VisiblePartition> partitions, Map<PartitionName, String> locations) {
        Optional<Table> there = database.table(name);
        if (there.isEmpty()) {
            return List.of("There is no table %s for %s. %s".formatted(shown(), folder, advice.absent()));
        }
        Table table = there.get();
        List<String> differences = new ArrayList<>();
        partitions.stream()
                .map(partition -> columns(table, partition))
                .flatMap(Optional::stream)
                .distinct()
                .forEach(columns -> differences.add("The table %s doesn't have the columns of the files: %s. %s"
                        .formatted(shown(), columns, advice.columns())));
        partitions(table, partitions, locations)
                .forEach(
                        other -> differences.add("The table %s %s. %s".formatted(shown(), other, advice.partitions())));
        return differences;
    }

    /// A table may have more columns than the files, and wider ones, for the sake of other partitions.
    private static Optional<String> columns(Table table, VisiblePartition partition) {
        List<SchemaChange> differences = SchemaChange.between(
                partition.committed().columns().stream()
                        .map(column -> folded(column.name(), column.type()))
                        .toList(),
                table.storageDescriptor().columns().stream()
                        .map(column -> folded(column.name(), column.type()))
                        .toList());
        List<String> wrong = differences.stream()
                .map(difference -> switch (difference.kind()) {
                    case REMOVED ->
                        "%s %s is missing"
                                .formatted(
                                        difference.column(), difference.before().orElse(""));
                    case RETYPED ->
                        "%s is %s, and %s in the files"
                                .formatted(
                                        difference.column(),
                                        difference.now().orElse(""),
                                        difference.before().orElse(""));
                    case ADDED, WIDENED, REORDERED -> "";
                })
                .filter(Predicate.not(String::isEmpty))
                .toList();
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wrong));
    }

    /// Glue folds names.
    static GlueColumn folded(String name, String type) {
        return new GlueColumn(name.toLowerCase(Locale.ROOT), type.toLowerCase(Locale.ROOT));
    }

    private List<String> partitions(
            Table table, List<VisiblePartition> partitions, Map<PartitionName, String> locations) {
        List<String> keys = table.partitionKeys().stream().map(Column::name).toList();
        Optional<List<String>> others = partitions.stream()
                .map(partition -> partition.name().keys())
                .filter(Predicate.not(keys::equals))
                .findFirst();
        if (others.isPresent()) {
            return List.of("is partitioned by %s instead of %s".formatted(text(keys), text(others.get())));
        }
        if (keys.isEmpty()) {
            return elsewhere(partitions, locations, name -> table.storageDescriptor());
        }
        List<PartitionName> names =
                partitions.stream().map(VisiblePartition::name).toList();
        Map<PartitionName, Partition> there = registered(database, table.name(), names);
        List<String> missing = names.stream()
                .filter(partition -> !there.containsKey(partition))
                .map(PartitionName::partition)
                .toList();
        List<String> found = new ArrayList<>();
        if (!missing.isEmpty()) {
            found.add("has no partition " + few(missing));
        }
        found.addAll(elsewhere(
                partitions.stream()
                        .filter(partition -> there.containsKey(partition.name()))
                        .toList(),
                locations,
                name -> {
                    Partition known = there.get(name);
                    return known == null ? null : known.storageDescriptor();
                }));
        return found;
    }

    /// Looks a partition's place up.
    private interface Place {
        @Nullable
        StorageDescriptor of(PartitionName name);
    }

    private static List<String> elsewhere(
            List<VisiblePartition> partitions, Map<PartitionName, String> locations, Place place) {
        List<String> elsewhere = partitions.stream()
                .filter(partition -> {
                    String location = locations.get(partition.name());
                    return location != null && !isAt(place.of(partition.name()), location);
                })
                .map(partition -> "%s at %s instead of %s"
                        .formatted(
                                partition.name().partition().isEmpty()
                                        ? "its files"
                                        : partition.name().partition(),
                                location(place.of(partition.name())),
                                locations.get(partition.name())))
                .toList();
        return elsewhere.isEmpty() ? List.of() : List.of("shows " + few(elsewhere));
    }

    private static String few(List<String> texts) {
        return texts.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (texts.size() > SHOWN ? " and " + (texts.size() - SHOWN) + " more" : "");
    }

    /// Those of the partitions that the table has. What stands escaped in a directory's name is asked for as it is and as
    /// it stands there: AWS doesn't say which of the two a crawler makes of it.
    static Map<PartitionName, Partition> registered(
            GlueDatabase database, String table, List<PartitionName> partitions) {
        Map<List<String>, PartitionName> byValues = new HashMap<>();
        for (PartitionName partition : partitions) {
            byValues.put(partition.directoryValues(), partition);
            byValues.put(partition.values(), partition);
        }
        Map<PartitionName, Partition> there = new HashMap<>();
        for (Partition found : database.partitions(table, List.copyOf(byValues.keySet()))) {
            PartitionName partition = byValues.get(found.values());
            if (partition != null) {
                there.put(partition, found);
            }
        }
        return there;
    }

    static boolean isAt(@Nullable StorageDescriptor storage, String location) {
        return location(storage).equals(location);
    }

    /// Ending in `/`; empty when it doesn't say.
    static String location(@Nullable StorageDescriptor storage) {
        if (storage == null || storage.location() == null) {
            return "";
        }
        return storage.location().endsWith("/") ? storage.location() : storage.location() + "/";
    }

    static String text(List<String> keys) {
        return keys.isEmpty() ? "nothing" : String.join(", ", keys);
    }

    private String shown() {
        return database.name() + "." + name;
    }
}
