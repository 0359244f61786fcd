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
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ErrorDetail;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// A table that the catalog mode `direct` makes and points its partitions at the files of runs. It only adds columns and
/// widens them, and changes nothing that isn't its own.
///
/// @param steps how its changes are made
/// @param database where the table is
/// @param destination what the table's folder is in: `s3://bucket/prefix/`
/// @param name the folder's name and the table's
record DirectTable(CatalogSteps steps, GlueDatabase database, String destination, String name) {
    /// The parameter of tables and partitions that are the program's own.
    static final String MANAGED = "etl.managed";

    private static final String RUN = "etl.run";

    /// When the partition was pointed at its run, in ISO 8601.
    private static final String SWITCHED = "etl.switched";

    private static final String INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    private static final String OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    private static final String SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

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
                () -> declare(newest, changes));
        for (int from = 0; from < newest.size(); from += GlueDatabase.BATCH_WRITE) {
            List<VisiblePartition> batch =
                    newest.subList(from, Math.min(newest.size(), from + GlueDatabase.BATCH_WRITE));
            steps.take(
                    "point the partitions of the Glue table " + shown(),
                    "glue:BatchGetPartition, glue:BatchCreatePartition and glue:BatchUpdatePartition",
                    () -> point(batch, there(batch), turn, changes));
        }
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
                .filter(partition -> isOurs(partition.parameters()))
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
            database.createTable(input(columns, keys));
            changes.tablesCreated++;
        } else if (!columns.equals(before)) {
            database.updateTable(input(there.get(), columns), there.get().versionId());
            changes.tablesChanged++;
        }
        return true;
    }

    private void requireOurs(Table table, List<String> keys) {
        String problem = null;
        if (!isOurs(table.parameters())) {
            problem = "wasn't made by this program (its parameter " + MANAGED + " isn't set)";
        } else if (!isAt(table.storageDescriptor(), location())) {
            problem = "is of " + table.storageDescriptor().location();
        }
        if (problem != null) {
            throw wrong(
                    "The Glue table %s %s, and stays as it is; the files are in %s, partitioned by %s. Delete the table, or name another database (catalog.database) or table (--name), and run again with --force."
                            .formatted(shown(), problem, location(), text(keys)));
        }
        otherKeys(table, keys).ifPresent(other -> {
            throw wrong(other);
        });
    }

    /// Why a table can't take partitions of these keys; empty when it can. Glue changes no table's keys.
    Optional<String> otherKeys(Table table, List<String> keys) {
        List<String> has = table.partitionKeys().stream().map(Column::name).toList();
        return has.equals(keys)
                ? Optional.empty()
                : Optional.of(
                        "The Glue table %s is partitioned by %s, and %s by %s now: a table's keys can't be changed. Delete the table (its files stay, and what is published after that is shown), publish under another name (--name), or set partition-by as it was."
                                .formatted(shown(), text(has), location(), text(keys)));
    }

    private static String text(List<String> keys) {
        return keys.isEmpty() ? "nothing" : String.join(", ", keys);
    }

    /// The columns of both: those that there are first, as wide as either.
    private List<Column> merged(List<Column> before, List<GlueColumn> files) {
        Map<String, Column> columns = new LinkedHashMap<>();
        before.forEach(column -> columns.put(column.name(), column));
        for (GlueColumn file : files) {
            GlueColumn now = CrawledTables.folded(file.name(), file.type());
            Column was = columns.get(now.name());
            if (was == null) {
                columns.put(now.name(), column(now));
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

    private static Column column(GlueColumn column) {
        return Column.builder().name(column.name()).type(column.type()).build();
    }

    private TableInput input(List<Column> columns, List<String> keys) {
        return TableInput.builder()
                .name(name)
                .tableType("EXTERNAL_TABLE")
                .parameters(Map.of("EXTERNAL", "TRUE", "classification", "parquet", MANAGED, "true"))
                .partitionKeys(keys.stream()
                        .map(key -> Column.builder().name(key).type("string").build())
                        .toList())
                .storageDescriptor(storage(columns, location()))
                .build();
    }

    /// Everything that a table has, with other columns.
    private static TableInput input(Table table, List<Column> columns) {
        return TableInput.builder()
                .name(table.name())
                .description(table.description())
                .owner(table.owner())
                .lastAccessTime(table.lastAccessTime())
                .lastAnalyzedTime(table.lastAnalyzedTime())
                .retention(table.retention())
                .storageDescriptor(
                        table.storageDescriptor().toBuilder().columns(columns).build())
                .partitionKeys(table.partitionKeys())
                .viewOriginalText(table.viewOriginalText())
                .viewExpandedText(table.viewExpandedText())
                .tableType(table.tableType())
                .parameters(table.parameters())
                .targetTable(table.targetTable())
                .build();
    }

    private static StorageDescriptor storage(List<Column> columns, String location) {
        return StorageDescriptor.builder()
                .columns(columns)
                .location(location)
                .inputFormat(INPUT_FORMAT)
                .outputFormat(OUTPUT_FORMAT)
                .serdeInfo(serde -> serde.serializationLibrary(SERDE).parameters(Map.of("serialization.format", "1")))
                .build();
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
            } else if (!isOurs(known.parameters())) {
                others.add(partition.name().partition());
            } else if (!isAt(known.storageDescriptor(), location(partition))) {
                elsewhere.add(partition);
            }
        }
        boolean created = create(absent, turn, changes);
        boolean switched = update(elsewhere, there, turn, changes);
        if (!others.isEmpty()) {
            throw wrong(
                    "Of the Glue table %s these partitions weren't made by this program (their parameter %s isn't set), and stay as they are: %s. Delete them, and run again with --force."
                            .formatted(shown(), MANAGED, String.join(", ", others)));
        }
        return created && switched;
    }

    private boolean create(List<VisiblePartition> absent, Turn turn, DirectChanges changes) throws IOException {
        List<PartitionInput> inputs = inputs(absent, Map.of(), turn);
        if (inputs.isEmpty()) {
            return true;
        }
        List<ErrorDetail> failed = new ArrayList<>();
        database.createPartitions(name, inputs).forEach(error -> failed.add(error.errorDetail()));
        changes.partitionsAdded += inputs.size() - failed.size();
        return allPass(failed, "point a partition");
    }

    private boolean update(
            List<VisiblePartition> elsewhere, Map<List<String>, Partition> there, Turn turn, DirectChanges changes)
            throws IOException {
        List<PartitionInput> inputs = inputs(elsewhere, there, turn);
        if (inputs.isEmpty()) {
            return true;
        }
        List<ErrorDetail> failed = new ArrayList<>();
        database.updatePartitions(name, inputs).forEach(error -> failed.add(error.errorDetail()));
        changes.partitionsSwitched += inputs.size() - failed.size();
        return allPass(failed, "point a partition");
    }

    /// What Glue is told of those that are the newest now; nothing is asked when there are none.
    private List<PartitionInput> inputs(
            List<VisiblePartition> partitions, Map<List<String>, Partition> there, Turn turn) throws IOException {
        if (partitions.isEmpty()) {
            return List.of();
        }
        return turn.newest(partitions).stream()
                .map(partition -> input(partition, there.get(partition.name().values())))
                .toList();
    }

    private PartitionInput input(VisiblePartition partition, @Nullable Partition known) {
        Map<String, String> parameters = new HashMap<>(known == null ? Map.of() : known.parameters());
        parameters.put("classification", "parquet");
        parameters.put(MANAGED, "true");
        parameters.put(RUN, partition.runId());
        parameters.put(SWITCHED, Instant.now().toString());
        List<Column> columns = partition.committed().columns().stream()
                .map(column -> column(CrawledTables.folded(column.name(), column.type())))
                .toList();
        return PartitionInput.builder()
                .values(partition.name().values())
                .parameters(parameters)
                .storageDescriptor(storage(columns, location(partition)))
                .build();
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
        Map<List<String>, Partition> there = there(partitions);
        return partitions.stream()
                .filter(partition -> {
                    Partition known = there.get(partition.name().values());
                    return known != null
                            && isAt(known.storageDescriptor(), location(partition))
                            && switched(known).filter(at -> !at.isAfter(since)).isPresent();
                })
                .toList();
    }

    /// Empty where the partition doesn't say it, or somebody has changed what it says.
    private static Optional<Instant> switched(Partition partition) {
        try {
            return Optional.ofNullable(partition.parameters().get(SWITCHED)).map(Instant::parse);
        } catch (DateTimeParseException changed) {
            return Optional.empty();
        }
    }

    static boolean isOurs(Map<String, String> parameters) {
        return "true".equals(parameters.get(MANAGED));
    }

    private static boolean isAt(@Nullable StorageDescriptor storage, String location) {
        return storage != null
                && storage.location() != null
                && (storage.location() + "/").replaceFirst("//$", "/").equals(location);
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
