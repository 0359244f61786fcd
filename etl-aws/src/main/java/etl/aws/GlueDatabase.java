package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchGetPartitionResponse;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionFailureEntry;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequestEntry;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionError;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// A database of the Glue Data Catalog: the requests that are made of it, each as Glue answers it.
///
/// @param client not closed
/// @param name the database's name
record GlueDatabase(GlueClient client, String name) {
    /// The most partitions that one request creates or changes.
    static final int BATCH_WRITE = 100;

    /// The most partitions that one request deletes.
    static final int BATCH_DELETE = 25;

    /// The most partitions that one request asks for.
    static final int BATCH_READ = 1000;

    private static final int READ_ATTEMPTS = 3;

    boolean exists() {
        try {
            client.getDatabase(request -> request.name(name));
            return true;
        } catch (EntityNotFoundException none) {
            return false;
        }
    }

    void create() {
        client.createDatabase(request -> request.databaseInput(database -> database.name(name)));
    }

    /// All its tables; none when there is no such database.
    List<Table> tables() {
        return tablesIfThere().orElse(List.of());
    }

    /// All its tables; empty when there is no such database.
    Optional<List<Table>> tablesIfThere() {
        List<Table> found = new ArrayList<>();
        try {
            for (GetTablesResponse page : client.getTablesPaginator(request -> request.databaseName(name))) {
                found.addAll(page.tableList());
            }
            return Optional.of(found);
        } catch (EntityNotFoundException none) {
            return Optional.empty();
        }
    }

    Optional<Table> table(String table) {
        try {
            return Optional.of(
                    whole(client.getTable(request -> request.databaseName(name).name(table))
                            .table()));
        } catch (EntityNotFoundException none) {
            return Optional.empty();
        }
    }

    void createTable(TableInput table) {
        client.createTable(request -> request.databaseName(name).tableInput(table));
    }

    /// @param version the version of the table that this one was made from: a newer one isn't overwritten
    void updateTable(TableInput table, @Nullable String version) {
        client.updateTable(
                request -> request.databaseName(name).tableInput(table).versionId(version));
    }

    Optional<Partition> partition(String table, List<String> values) {
        try {
            return Optional.of(whole(client.getPartition(request ->
                            request.databaseName(name).tableName(table).partitionValues(values))
                    .partition()));
        } catch (EntityNotFoundException none) {
            return Optional.empty();
        }
    }

    /// Those of the partitions that there are; none when there is no such table. An answer that was cut short may miss
    /// some.
    List<Partition> partitions(String table, List<List<String>> values) {
        try {
            return found(table, values);
        } catch (EntityNotFoundException none) {
            return List.of();
        }
    }

    private List<Partition> found(String table, List<List<String>> values) {
        List<Partition> found = new ArrayList<>();
        for (int from = 0; from < values.size(); from += BATCH_READ) {
            List<PartitionValueList> missing = lists(values.subList(from, Math.min(values.size(), from + BATCH_READ)));
            for (int attempt = 1; attempt <= READ_ATTEMPTS && !missing.isEmpty(); attempt++) {
                List<PartitionValueList> asked = missing;
                BatchGetPartitionResponse answer = client.batchGetPartition(
                        request -> request.databaseName(name).tableName(table).partitionsToGet(asked));
                found.addAll(answer.partitions());
                missing = answer.unprocessedKeys();
            }
            // What a busy service leaves out again and again is asked for one by one.
            missing.forEach(one -> partition(table, one.values()).ifPresent(found::add));
        }
        return found;
    }

    /// @param partitions at most [#BATCH_WRITE]
    /// @return what failed, such as those that there are already
    List<PartitionError> createPartitions(String table, List<PartitionInput> partitions) {
        return client.batchCreatePartition(
                        request -> request.databaseName(name).tableName(table).partitionInputList(partitions))
                .errors();
    }

    /// Each partition is changed whole or not at all.
    ///
    /// @param partitions at most [#BATCH_WRITE]
    /// @return what failed
    List<BatchUpdatePartitionFailureEntry> updatePartitions(String table, List<PartitionInput> partitions) {
        List<BatchUpdatePartitionRequestEntry> entries = partitions.stream()
                .map(partition -> BatchUpdatePartitionRequestEntry.builder()
                        .partitionValueList(partition.values())
                        .partitionInput(partition)
                        .build())
                .toList();
        return client.batchUpdatePartition(
                        request -> request.databaseName(name).tableName(table).entries(entries))
                .errors();
    }

    /// @param values at most [#BATCH_DELETE]
    /// @return what failed, such as those that there aren't
    List<PartitionError> deletePartitions(String table, List<List<String>> values) {
        try {
            return client.batchDeletePartition(request ->
                            request.databaseName(name).tableName(table).partitionsToDelete(lists(values)))
                    .errors();
        } catch (EntityNotFoundException none) {
            return List.of();
        }
    }

    private static List<PartitionValueList> lists(List<List<String>> values) {
        return values.stream()
                .map(list -> PartitionValueList.builder().values(list).build())
                .toList();
    }

    private static <T> T whole(@Nullable T answer) {
        if (answer == null) {
            throw SdkClientException.create("Glue's answer is incomplete");
        }
        return answer;
    }

    /// Has the failures of some requests say what they mean to the user.
    ///
    /// @param doing what the requests are for, with its object: `look at the Glue table shop.orders`
    /// @param permissions what the role needs for them: `glue:GetTable`
    /// @param endpoint the custom endpoint, null for Amazon's
    static <T> T explained(String doing, String permissions, @Nullable URI endpoint, Supplier<T> requests) {
        try {
            return requests.get();
        } catch (SdkException e) {
            throw explain(doing, permissions, endpoint, e);
        }
    }

    static EtlException explain(String doing, String permissions, @Nullable URI endpoint, SdkException e) {
        if (AwsErrors.code(e).equals("AccessDeniedException")) {
            return new EtlException(
                    ExitCode.USAGE,
                    "Cannot %s: %s (AccessDeniedException). Give the role %s, and where Lake Formation governs the database the same there."
                            .formatted(doing, AwsErrors.detail(e), permissions),
                    e);
        }
        return AwsErrors.explain(doing, "Glue", endpoint, e);
    }
}
