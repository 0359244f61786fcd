package etl.aws;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.publish.VisiblePartition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// What the catalog mode `direct` tells Glue of a table and of a partition.
final class DirectForm {
    /// The parameter of tables and partitions that are the program's own.
    static final String MANAGED = "etl.managed";

    /// The run whose files they show.
    static final String RUN = "etl.run";

    /// When the partition, or the table without partitions, was pointed at its run, in ISO 8601.
    static final String SWITCHED = "etl.switched";

    /// What a new table says of itself.
    static final Map<String, String> TABLE_PARAMETERS =
            Map.of("EXTERNAL", "TRUE", "classification", "parquet", MANAGED, "true");

    private static final String INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    private static final String OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    private static final String SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";

    private DirectForm() {}

    static Column column(GlueColumn column) {
        return Column.builder().name(column.name()).type(column.type()).build();
    }

    /// A new table.
    static TableInput table(String name, List<Column> columns, List<String> keys, String location) {
        return TableInput.builder()
                .name(name)
                .tableType("EXTERNAL_TABLE")
                .parameters(TABLE_PARAMETERS)
                .partitionKeys(keys.stream()
                        .map(key -> Column.builder().name(key).type("string").build())
                        .toList())
                .storageDescriptor(storage(columns, location))
                .build();
    }

    /// Everything that a table has, with other columns or elsewhere.
    static TableInput table(Table table, StorageDescriptor storage) {
        return TableInput.builder()
                .name(table.name())
                .description(table.description())
                .owner(table.owner())
                .lastAccessTime(table.lastAccessTime())
                .lastAnalyzedTime(table.lastAnalyzedTime())
                .retention(table.retention())
                .storageDescriptor(storage)
                .partitionKeys(table.partitionKeys())
                .viewOriginalText(table.viewOriginalText())
                .viewExpandedText(table.viewExpandedText())
                .tableType(table.tableType())
                .parameters(table.parameters())
                .targetTable(table.targetTable())
                .build();
    }

    static StorageDescriptor storage(List<Column> columns, String location) {
        return StorageDescriptor.builder()
                .columns(columns)
                .location(location)
                .inputFormat(INPUT_FORMAT)
                .outputFormat(OUTPUT_FORMAT)
                .serdeInfo(serde -> serde.serializationLibrary(SERDE).parameters(Map.of("serialization.format", "1")))
                .build();
    }

    /// A partition at its run.
    ///
    /// @param location where the run's files are
    /// @param known the partition as it is; null when there is none
    static PartitionInput partition(VisiblePartition partition, String location, @Nullable Partition known) {
        Map<String, String> parameters = new HashMap<>(known == null ? Map.of() : known.parameters());
        parameters.put("classification", "parquet");
        parameters.put(MANAGED, "true");
        parameters.put(RUN, partition.runId());
        parameters.put(SWITCHED, Instant.now().toString());
        return PartitionInput.builder()
                .values(partition.name().values())
                .parameters(parameters)
                .storageDescriptor(storage(columns(partition), location))
                .build();
    }

    /// The columns of a partition's files.
    static List<Column> columns(VisiblePartition partition) {
        return partition.committed().columns().stream()
                .map(column -> column(TableDifferences.folded(column.name(), column.type())))
                .toList();
    }

    /// Empty where the parameters don't say it, or somebody has changed what they say.
    static Optional<Instant> switched(Map<String, String> parameters) {
        try {
            return Optional.ofNullable(parameters.get(SWITCHED)).map(Instant::parse);
        } catch (DateTimeParseException changed) {
            return Optional.empty();
        }
    }

    static boolean isOurs(Map<String, String> parameters) {
        return "true".equals(parameters.get(MANAGED));
    }
}
