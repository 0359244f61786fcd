package etl.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Glue's HTTP interface (JSON 1.1) with crawlers that really list their bucket in [TestS3] and make tables and
/// partitions of what they find.
///
/// ```java
/// try (var glue = FakeGlue.start()) {
///     var crawler = glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMillis(200));
///     …                                      // a client with glue.endpoint()
///     glue.partitions("shop", "orders");     // [dt=2026-11-22]
/// }
/// ```
///
/// Answers GetCrawler, StartCrawler, ListCrawlers, GetCrawlerMetrics, and the operations on databases, tables and
/// partitions, by which a client may make what no crawler does. Any credentials will do. Requests are taken one at a time,
/// from any number of processes.
public final class FakeGlue implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /// What a client is told of a failure.
    ///
    /// @param status the HTTP status
    /// @param code the exception's name in Glue, such as `ThrottlingException`
    /// @param message the exception's message
    public record Failure(int status, String code, String message) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, FakeCrawler> crawlers = new LinkedHashMap<>();
    private final FakeTables tables = new FakeTables();
    private final Map<String, List<Failure>> failures = new HashMap<>();
    private final List<String> calls = new ArrayList<>();

    private FakeGlue(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// Starts a service without crawlers.
    public static FakeGlue start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var glue = new FakeGlue(server, Executors.newCachedThreadPool());
            server.setExecutor(glue.threads);
            server.createContext("/", glue::answer);
            server.start();
            return glue;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the service listens.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Adds a crawler on demand that finds the tables below a prefix of a bucket of [TestS3].
    ///
    /// @param target the prefix: `s3://bucket/prefix/`
    public synchronized FakeCrawler crawler(String name, String database, String target) {
        var crawler = new FakeCrawler(this, name, database, target);
        crawlers.put(name, crawler);
        return crawler;
    }

    /// Has the next `times` requests of an operation fail before they do anything.
    ///
    /// @param operation such as `StartCrawler`
    public synchronized FakeGlue fail(String operation, int times, Failure failure) {
        for (var i = 0; i < times; i++) {
            failures.computeIfAbsent(operation, key -> new ArrayList<>()).add(failure);
        }
        return this;
    }

    /// The operations that were asked for, in order, failed ones included.
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /// How often an operation was asked for, failed ones included.
    public synchronized long calls(String operation) {
        return calls.stream().filter(operation::equals).count();
    }

    /// Has BatchGetPartition leave all keys unprocessed from now on, as a busy Glue may.
    public synchronized FakeGlue leavingKeysUnprocessed() {
        tables.busy();
        return this;
    }

    /// The tables of a database, by name.
    public synchronized List<String> tables(String database) {
        settle();
        return List.copyOf(tables.tables(database).keySet());
    }

    /// The partitions of a table as their directories, in order: `dt=2026-11-22`. Empty when there is no such table.
    public synchronized List<String> partitions(String database, String table) {
        return List.copyOf(registered(database, table).keySet());
    }

    /// A partition in the catalog.
    ///
    /// @param location where its files are
    /// @param version how many partitions had been put into the catalog or changed when this one was
    public record Registered(String location, long version) {}

    /// The partitions of a table by their directories: `dt=2026-11-22`, in order. Empty when there is no such table.
    public synchronized Map<String, Registered> registered(String database, String table) {
        settle();
        var partitions = new LinkedHashMap<String, Registered>();
        var found = tables.tables(database).get(table);
        if (found != null) {
            for (var values : found.partitions()) {
                partitions.put(found.directory(values), found.registered(values));
            }
        }
        return partitions;
    }

    /// The location of each partition of a table by its directory, in order. Empty when there is no such table.
    public Map<String, String> locations(String database, String table) {
        var locations = new LinkedHashMap<String, String>();
        registered(database, table).forEach((directory, partition) -> locations.put(directory, partition.location()));
        return locations;
    }

    /// Takes a table and its partitions out of a database, as somebody may by hand.
    public synchronized void deleteTable(String database, String table) {
        settle();
        tables.create(database).remove(table);
    }

    /// Whether a table has keys of partitions.
    synchronized boolean isPartitioned(String database, String table) {
        settle();
        var found = tables.tables(database).get(table);
        return found != null && !found.input().path("PartitionKeys").isEmpty();
    }

    /// Where a table is; empty when there is no such table.
    public synchronized String location(String database, String table) {
        settle();
        var found = tables.tables(database).get(table);
        return found == null
                ? ""
                : found.input().path("StorageDescriptor").path("Location").asString("");
    }

    /// The columns of a table with their Glue types: `id int`. Empty when there is no such table.
    public synchronized List<String> columns(String database, String table) {
        settle();
        var found = tables.tables(database).get(table);
        return found == null ? List.of() : found.columns();
    }

    Map<String, FakeTable> create(String database) {
        return tables.create(database);
    }

    /// Crawls have no threads of their own: what is due happens when somebody looks.
    private void settle() {
        crawlers.values().forEach(FakeCrawler::settle);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            var operation = target == null ? "" : target.replaceFirst("^AWSGlue\\.", "");
            int status;
            Object body;
            try {
                body = dispatch(
                        operation, JSON.readTree(exchange.getRequestBody().readAllBytes()));
                status = 200;
            } catch (GlueRefusal refusal) {
                status = refusal.failure().status();
                body = Map.of(
                        "__type",
                        refusal.failure().code(),
                        "Message",
                        refusal.failure().message());
            } catch (RuntimeException mistake) {
                // Without this the server would close the connection, and nobody would know why.
                mistake.printStackTrace();
                status = 500;
                body = Map.of("__type", "InternalServiceException", "Message", "mistake in the fake: " + mistake);
            }
            var bytes = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Object dispatch(String operation, JsonNode request) {
        calls.add(operation);
        var failing = failures.getOrDefault(operation, List.of());
        if (!failing.isEmpty()) {
            throw new GlueRefusal(failing.removeFirst());
        }
        settle();
        return switch (operation) {
            case "GetCrawler" -> Map.of("Crawler", crawler(request).description());
            case "StartCrawler" -> {
                var crawler = crawler(request);
                if (!crawler.ready()) {
                    throw new GlueRefusal(
                            "CrawlerRunningException", "Crawler with name " + crawler.name() + " has already started");
                }
                crawler.begin();
                var lost = crawler.takeLostAnswer();
                if (lost != null) {
                    throw new GlueRefusal(lost);
                }
                yield Map.of();
            }
            case "ListCrawlers" -> Map.of("CrawlerNames", List.copyOf(crawlers.keySet()));
            case "GetCrawlerMetrics" ->
                Map.of(
                        "CrawlerMetricsList",
                        crawlers.values().stream()
                                .filter(crawler -> asked(request.path("CrawlerNameList"), crawler.name()))
                                .map(FakeCrawler::metrics)
                                .toList());
            default -> {
                var answer = tables.answer(operation, request);
                if (answer == null) {
                    throw new GlueRefusal("UnknownOperationException", "the fake has no " + operation);
                }
                yield answer;
            }
        };
    }

    private static boolean asked(JsonNode names, String name) {
        return names.isEmpty()
                || names.valueStream().anyMatch(asked -> asked.asString().equals(name));
    }

    private FakeCrawler crawler(JsonNode request) {
        var name = text(request, "Name");
        var crawler = crawlers.get(name);
        if (crawler == null) {
            throw new GlueRefusal("EntityNotFoundException", "Crawler with name " + name + " does not exist");
        }
        return crawler;
    }

    private static String text(JsonNode request, String field) {
        return request.path(field).asString("");
    }

    /// Stops the service.
    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
