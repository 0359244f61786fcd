package etl.aws;

import etl.parquet.inspect.GlueColumn;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.glue.GlueClient;

/// The tables of a database of the Glue Data Catalog. Failures are `EtlException`s, as of [GlueCrawler].
public final class GlueTables implements AutoCloseable {
    private final SdkHttpClient http;
    private final GlueClient client;
    private final GlueDatabase database;
    private final @Nullable URI endpoint;

    private GlueTables(String database, AwsSettings settings, @Nullable AwsCredentialsProvider credentials) {
        this.http = AwsClients.http();
        this.endpoint = settings.glueEndpoint();
        this.client =
                new AwsClients(settings, credentials).build(GlueClient.builder(), http, endpoint, AwsClients.IMPATIENT);
        this.database = new GlueDatabase(client, database);
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
        return GlueDatabase.explained(
                        "look at the Glue table " + database.name() + "." + table,
                        "glue:GetTable",
                        endpoint,
                        () -> database.table(table))
                .map(found -> found.storageDescriptor().columns().stream()
                        .map(column -> new GlueColumn(column.name(), column.type()))
                        .toList());
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
