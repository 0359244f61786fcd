package etl.aws;

import etl.parquet.inspect.GlueColumn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;

/// The tables of a database of the Glue Data Catalog. Failures are `EtlException`s, as of [GlueCrawler].
public final class GlueTables implements AutoCloseable {
    private final String database;
    private final AwsClients clients;
    private final SdkHttpClient http;
    private final GlueClient client;

    private GlueTables(String database, AwsSettings settings, @Nullable AwsCredentialsProvider credentials) {
        this.database = database;
        this.clients = new AwsClients(settings, credentials);
        this.http = AwsClients.http();
        this.client = clients.build(GlueClient.builder(), http, settings.glueEndpoint(), AwsClients.IMPATIENT);
    }

    /// A database. Nothing is asked of Glue yet.
    public static GlueTables open(String database, AwsSettings settings) {
        return new GlueTables(database, settings, null);
    }

    static GlueTables open(String database, AwsSettings settings, AwsCredentialsProvider credentials) {
        return new GlueTables(database, settings, credentials);
    }

    /// The columns of a table in order, without those that partition it; empty when there is no such table.
    public Optional<List<GlueColumn>> columns(String table) {
        try {
            var found = client.getTable(
                            request -> request.databaseName(database).name(table))
                    .table();
            return Optional.of(found.storageDescriptor().columns().stream()
                    .map(column -> new GlueColumn(column.name(), column.type()))
                    .toList());
        } catch (EntityNotFoundException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.explain(
                    "look at the Glue table " + database + "." + table,
                    "Glue",
                    clients.settings().glueEndpoint(),
                    e);
        }
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
