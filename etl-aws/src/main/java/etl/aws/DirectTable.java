package etl.aws;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import etl.tasks.schema.SchemaChange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionFailureEntry;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ErrorDetail;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionError;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/// A table that the catalog mode `direct` makes and points its partitions at the files of runs; one without partitions is
/// pointed at a run itself. Of a table with partitions it only adds columns and widens them. It changes nothing that isn't
/// its own.
///
/// @param steps how its changes are made
/// @param database where the table is
/// @param destination what the table's folder is in: `s3://bucket/prefix/`
/// @param name the folder's name and the table's
record DirectTable(CatalogSteps steps, GlueDatabase database, String destination, String name) {
    /// Has readers of these partitions see their files and no others.
    ///
    /// @throws EtlException with exit code 13 when something that isn't the program's own is in the way
    void point(List<VisiblePartition> partitions, Turn turn, DirectChanges changes) throws IOException {
        List<VisiblePartition> newest = turn.newest(partitions);
        if (newest.isEmpty()) {
            return;
        }
        steps.take(
                "declare the Glue table " + shown(),
                "glue:GetTable, glue:CreateTable and glue:UpdateTable",
                () -> isWhole(newest) ? pointWhole(newest.getFirst(), turn, changes) : declare(newest, changes));
        if (isWhole(newest)) {
            return;
        }
        for (int from = 0; from < newest.size(); from += GlueDatabase.BATCH_READ) {
            List<VisiblePartition> some = newest.subList(from, Math.min(newest.size(), from + GlueDatabase.BATCH_READ));
            steps.take(
                    "point the partitions of the Glue table " + shown(),
                    "glue:BatchGetPartition, glue:BatchCreatePartition and glue:BatchUpdatePartition",
                    () -> point(some, there(some), turn, changes));
        }
    }

    /// Whether a table has no partitions: it is pointed at a run itself.
    private static boolean isWhole(List<VisiblePartition> partitions) {
        return partitions.getFirst().name().partition().isEmpty();
    }

    /// Takes partitions out of the table for good; those of somebody else stay.
    ///
    /// @throws IllegalArgumentException when the table itself is asked for: one without partitions isn't taken away
    void drop(List<PartitionName> partitions, Turn turn) throws IOException {
        if (partitions.stream().anyMatch(partition -> partition.partition().isEmpty())) {
            throw new IllegalArgumentException(shown() + " has no partitions that could be dropped");
        }
        List<List<String>> values =
                partitions.stream().map(PartitionName::values).toList();
        for (int from = 0; from < values.size(); from += GlueDatabase.BATCH_DELETE) {
            List<List<String>> batch = values.subList(from, Math.min(values.size(), from + GlueDatabase.BATCH_DELETE));
            steps.take(
                    "take partitions out of the Glue table " + shown(),
                    "glue:BatchGetPartition, glue:BatchDeletePartition and glue:DeletePartition",
                    () -> dropBatch(batch, turn));
        }
    }

    private boolean dropBatch(List<List<String>> batch, Turn turn) throws IOException {
        List<List<String>> ours = database.partitions(name, batch).stream()
                .filter(partition -> DirectForm.isOurs(partition.parameters()))
                .map(Partition::values)
                .toList();
        if (ours.isEmpty() || !turn.due()) {
            return true;
        }
        List<ErrorDetail> failed = new ArrayList<>();
        database.deletePartitions(name, ours).forEach(error -> failed.add(error.errorDetail()));
        return allPass(failed, "take a partition out");
    }

    private boolean declare(List<VisiblePartition> partitions, DirectChanges changes) {
        List<String> keys = partitions.getFirst().name().keys();
        Optional<Table> there = database.table(name);
        List<Column> before =
                there.map(table -> table.storageDescriptor().columns()).orElse(List.of());
        if (there.isPresent()) {
            requireOurs(there.get(), keys);
        }
        List<Column> columns = before;
        for (VisiblePartition partition : partitions) {
            columns = merged(columns, partition.committed().columns());
        }
        if (there.isEmpty()) {
            database.createTable(DirectForm.table(name, columns, keys, location()));
            changes.tablesCreated++;
        } else if (!columns.equals(before)) {
            StorageDescriptor storage =
                    there.get().storageDescriptor().toBuilder().columns(columns).build();
            database.updateTable(
                    DirectForm.table(there.get(), storage), there.get().versionId());
            changes.tablesChanged++;
        }
        return true;
    }

    /// A table without partitions has the columns of its run's files, and where they are, by one request: readers see one
    /// run or the other. What people have said of columns stays.
    private boolean pointWhole(VisiblePartition run, Turn turn, DirectChanges changes) throws IOException {
        Optional<Table> there = database.table(name);
        there.ifPresent(table -> requireOurs(table, List.of()));
        if (there.isPresent() && TableDifferences.isAt(there.get().storageDescriptor(), location(run))) {
            return true;
        }
        // Asked after what there is was read and before it is changed.
        if (turn.newest(List.of(run)).isEmpty()) {
            return true;
        }
        Map<String, Column> known = new HashMap<>();
        there.ifPresent(
                table -> table.storageDescriptor().columns().forEach(column -> known.put(column.name(), column)));
        List<Column> columns = DirectForm.columns(run).stream()
                .map(column -> {
                    Column was = known.get(column.name());
                    return was == null
                            ? column
                            : was.toBuilder().type(column.type()).build();
                })
                .toList();
        Map<String, String> parameters =
                new HashMap<>(there.map(Table::parameters).orElseGet(() -> DirectForm.TABLE_PARAMETERS));
        parameters.put(DirectForm.RUN, run.runId());
        parameters.put(DirectForm.SWITCHED, Instant.now().toString());
        if (there.isEmpty()) {
            database.createTable(DirectForm.table(name, columns, List.of(), location(run)).toBuilder()
                    .parameters(parameters)
                    .build());
            changes.tablesCreated++;
        } else {
            StorageDescriptor storage = there.get().storageDescriptor().toBuilder()
                    .location(location(run))
                    .columns(columns)
                    .build();
            database.updateTable(
                    DirectForm.table(there.get(), storage).toBuilder()
                            .parameters(parameters)
                            .build(),
                    there.get().versionId());
            changes.tablesSwitched++;
        }
        return true;
    }

    private void requireOurs(Table table, List<String> keys) {
        if (!DirectForm.isOurs(table.parameters())) {
            throw wrong(standsInTheWay(
                    "wasn't made by this program (its parameter " + DirectForm.MANAGED + " isn't set)", keys));
        }
        otherKeys(table, keys).ifPresent(other -> {
            throw wrong(other);
        });
        String location = TableDifferences.location(table.storageDescriptor());
        if (!(keys.isEmpty() ? location.startsWith(location()) : location.equals(location()))) {
            throw wrong(standsInTheWay("is of " + location, keys));
        }
    }

    private String standsInTheWay(String problem, List<String> keys) {
        return "The Glue table %s %s, and stays as it is; the files are in %s, partitioned by %s. Delete the table, or name another database (catalog.database) or table (--name), and run again with --force."
                .formatted(shown(), problem, location(), TableDifferences.text(keys));
    }

    /// Why a table can't take partitions of these keys; empty when it can. Glue changes no table's keys.
    Optional<String> otherKeys(Table table, List<String> keys) {
        List<String> has = table.partitionKeys().stream().map(Column::name).toList();
        return has.equals(keys)
                ? Optional.empty()
                : Optional.of(
                        "The Glue table %s is partitioned by %s, and %s by %s now: a table's keys can't be changed. Delete the table (its files stay, and what is published after that is shown), publish under another name (--name), or set partition-by as it was."
                                .formatted(
                                        shown(), TableDifferences.text(has), location(), TableDifferences.text(keys)));
    }

    /// The columns of both: those that there are first, as wide as either.
    private List<Column> merged(List<Column> before, List<GlueColumn> files) {
        Map<String, Column> columns = new LinkedHashMap<>();
        before.forEach(column -> columns.put(column.name(), column));
        for (GlueColumn file : files) {
            GlueColumn now = TableDifferences.folded(file.name(), file.type());
            Column was = columns.get(now.name());
            if (was == null) {
                columns.put(now.name(), DirectForm.column(now));
            } else if (!was.type().equals(now.type())) {
                String type = SchemaChange.widest(was.type(), now.type())
                        .orElseThrow(() -> wrong(
                                "The column %s of the Glue table %s is %s, and %s in the files in %s: no type reads both. Cast it in a query, or publish under another name (--name)."
                                        .formatted(now.name(), shown(), was.type(), now.type(), location())));
                columns.put(now.name(), was.toBuilder().type(type).build());
            }
        }
        return List.copyOf(columns.values());
    }

    private Map<List<String>, Partition> there(List<VisiblePartition> partitions) {
        Map<List<String>, Partition> there = new HashMap<>();
        database.partitions(
                        name,
                        partitions.stream()
                                .map(partition -> partition.name().values())
                                .toList())
                .forEach(partition -> there.put(partition.values(), partition));
        return there;
    }

    /// Which is the newest is asked after what there is was read and before it is changed.
    private boolean point(
            List<VisiblePartition> batch, Map<List<String>, Partition> there, Turn turn, DirectChanges changes)
            throws IOException {
        List<VisiblePartition> absent = new ArrayList<>();
        List<VisiblePartition> elsewhere = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (VisiblePartition partition : batch) {
            Partition known = there.get(partition.name().values());
            if (known == null) {
                absent.add(partition);
            } else if (!DirectForm.isOurs(known.parameters())) {
                others.add(partition.name().partition());
            } else if (!TableDifferences.isAt(known.storageDescriptor(), location(partition))) {
                elsewhere.add(partition);
            }
        }
        boolean created = create(absent, turn, changes);
        boolean switched = update(elsewhere, there, turn, changes);
        if (!others.isEmpty()) {
            throw wrong(
                    "Of the Glue table %s these partitions weren't made by this program (their parameter %s isn't set), and stay as they are: %s. Delete them, and run again with --force."
                            .formatted(shown(), DirectForm.MANAGED, String.join(", ", others)));
        }
        return created && switched;
    }

    private boolean create(List<VisiblePartition> absent, Turn turn, DirectChanges changes) throws IOException {
        boolean all = true;
        for (List<VisiblePartition> batch : batches(absent)) {
            List<PartitionInput> inputs = inputs(batch, Map.of(), turn);
            if (!inputs.isEmpty()) {
                List<ErrorDetail> failed = database.createPartitions(name, inputs).stream()
                        .map(PartitionError::errorDetail)
                        .toList();
                changes.partitionsAdded += inputs.size() - failed.size();
                all &= allPass(failed, "point a partition");
            }
        }
        return all;
    }

    private boolean update(
            List<VisiblePartition> elsewhere, Map<List<String>, Partition> there, Turn turn, DirectChanges changes)
            throws IOException {
        boolean all = true;
        for (List<VisiblePartition> batch : batches(elsewhere)) {
            List<PartitionInput> inputs = inputs(batch, there, turn);
            if (!inputs.isEmpty()) {
                List<ErrorDetail> failed = database.updatePartitions(name, inputs).stream()
                        .map(BatchUpdatePartitionFailureEntry::errorDetail)
                        .toList();
                changes.partitionsSwitched += inputs.size() - failed.size();
                all &= allPass(failed, "point a partition");
            }
        }
        return all;
    }

    private static List<List<VisiblePartition>> batches(List<VisiblePartition> partitions) {
        List<List<VisiblePartition>> batches = new ArrayList<>();
        for (int from = 0; from < partitions.size(); from += GlueDatabase.BATCH_WRITE) {
            batches.add(partitions.subList(from, Math.min(partitions.size(), from + GlueDatabase.BATCH_WRITE)));
        }
        return batches;
    }

    /// What Glue is told of those that are the newest now.
    private List<PartitionInput> inputs(
            List<VisiblePartition> partitions, Map<List<String>, Partition> there, Turn turn) throws IOException {
        return turn.newest(partitions).stream()
                .map(partition -> DirectForm.partition(
                        partition,
                        location(partition),
                        there.get(partition.name().values())))
                .toList();
    }

    /// @return whether none failed
    /// @throws EtlException when one failed for a reason that stays
    private boolean allPass(List<ErrorDetail> failed, String doing) {
        for (ErrorDetail error : failed) {
            // Somebody has made the partition meanwhile, or deleted it.
            if (!CatalogSteps.isFaster(error.errorCode())
                    && !Objects.equals(error.errorCode(), "EntityNotFoundException")
                    && !Objects.equals(error.errorCode(), "InternalServiceException")) {
                throw new EtlException(
                        ExitCode.CATALOG_PENDING,
                        "Glue can't %s of %s: %s, %s. The next run, or `etl publish recover`, does it."
                                .formatted(doing, shown(), error.errorCode(), error.errorMessage()));
            }
        }
        return failed.isEmpty();
    }

    /// Those of the partitions whose files the catalog shows, and has for long enough.
    ///
    /// @param since how long ago they must have been switched to
    List<VisiblePartition> shownSince(List<VisiblePartition> partitions, Instant since) {
        if (isWhole(partitions)) {
            return database.table(name)
                            .filter(table -> isShown(
                                    table.storageDescriptor(),
                                    table.parameters(),
                                    location(partitions.getFirst()),
                                    since))
                            .isPresent()
                    ? partitions
                    : List.of();
        }
        Map<List<String>, Partition> there = there(partitions);
        return partitions.stream()
                .filter(partition -> {
                    Partition known = there.get(partition.name().values());
                    return known != null
                            && isShown(known.storageDescriptor(), known.parameters(), location(partition), since);
                })
                .toList();
    }

    private static boolean isShown(
            @Nullable StorageDescriptor storage, Map<String, String> parameters, String location, Instant since) {
        return TableDifferences.isAt(storage, location)
                && DirectForm.switched(parameters)
                        .filter(at -> !at.isAfter(since))
                        .isPresent();
    }

    /// What the table shows otherwise than it was published.
    ///
    /// @param visible at least one partition. Those with other keys than the newest run's are of a table that was deleted
    ///     since, and left out
    List<String> differences(List<VisiblePartition> visible) {
        List<String> keys = visible.stream()
                .max(Comparator.comparing(VisiblePartition::runId))
                .map(partition -> partition.name().keys())
                .orElseThrow();
        List<VisiblePartition> current = visible.stream()
                .filter(partition -> partition.name().keys().equals(keys))
                .toList();
        Map<PartitionName, String> locations = new HashMap<>();
        current.forEach(partition -> locations.put(partition.name(), location(partition)));
        TableDifferences.Advice advice = new TableDifferences.Advice(
                "The next run of the task makes it (--force, if the date is published).",
                "Run the task again (--force): columns are added and widened.",
                "Run `etl publish recover`; where that doesn't mend it, run the task again for that date (--force).");
        return new TableDifferences(database, name, advice).of(location(), current, locations);
    }

    private String location() {
        return destination + name + "/";
    }

    private String location(VisiblePartition partition) {
        return destination + partition.location();
    }

    private String shown() {
        return database.name() + "." + name;
    }

    private static EtlException wrong(String message) {
        return new EtlException(ExitCode.CATALOG_WRONG, message);
    }
}
