package etl.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A crawler of [FakeGlue] and the script of its crawls. A crawl sees what is in the bucket when it begins; what it
/// found is in the catalog when it has ended.
public final class FakeCrawler {
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Ending(String status, @Nullable String message) {}

    private record Crawl(Instant began, List<FoundTable> found, Ending ending, Duration takes) {
        Instant stopping() {
            return began.plus(takes);
        }

        Instant ends() {
            return stopping().plus(takes.dividedBy(4));
        }
    }

    private final FakeGlue glue;
    private final String name;
    private final String database;
    private final String target;
    private final Deque<Ending> endings = new ArrayDeque<>();
    private Duration takes = Duration.ofMillis(20);
    private FakeGlue.@Nullable Failure lostAnswer;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private @Nullable Crawl running;
    private @Nullable Crawl last;
    private int tablesCreated;
    private int tablesUpdated;

    FakeCrawler(FakeGlue glue, String name, String database, String target) {
        this.glue = glue;
        this.name = name;
        this.database = database;
        this.target = target;
    }

    String name() {
        return name;
    }

    /// How long a crawl stays RUNNING; it is STOPPING for another quarter of that. 20 ms unless told.
    public FakeCrawler taking(Duration duration) {
        synchronized (glue) {
            takes = duration;
        }
        return this;
    }

    /// How the next crawl that begins will end; those after it succeed again.
    ///
    /// @param status `FAILED` or `CANCELLED`
    public FakeCrawler ending(String status, String message) {
        synchronized (glue) {
            endings.add(new Ending(status, message));
        }
        return this;
    }

    /// Has GetCrawler say something else of a setting; what the crawler does stays the same.
    ///
    /// @param field one of Glue's Crawler, such as `RecrawlPolicy`
    /// @param json its value; `null` takes it away
    public FakeCrawler set(String field, String json) {
        synchronized (glue) {
            settings.put(field, JSON.readTree(json));
        }
        return this;
    }

    /// Begins a crawl as somebody else would: from now on StartCrawler answers CrawlerRunningException until it has
    /// ended.
    public FakeCrawler startedElsewhere() {
        synchronized (glue) {
            begin();
        }
        return this;
    }

    /// Has the next StartCrawler begin a crawl and answer with a failure nevertheless, as a lost answer does.
    public FakeCrawler losingAnswer() {
        synchronized (glue) {
            lostAnswer = new FakeGlue.Failure(500, "InternalServiceException", "the answer was lost");
        }
        return this;
    }

    FakeGlue.@Nullable Failure takeLostAnswer() {
        var lost = lostAnswer;
        lostAnswer = null;
        return lost;
    }

    boolean ready() {
        return running == null;
    }

    void begin() {
        var ending = endings.isEmpty() ? new Ending("SUCCEEDED", null) : endings.removeFirst();
        running = new Crawl(Instant.now(), FoundTable.below(target), ending, takes);
    }

    void settle() {
        var crawl = running;
        if (crawl == null || Instant.now().isBefore(crawl.ends())) {
            return;
        }
        running = null;
        last = crawl;
        if (crawl.ending().status().equals("SUCCEEDED")) {
            publish(crawl.found());
        }
    }

    /// As a crawler does whose DeleteBehavior is LOG: what it doesn't find any more stays in the catalog.
    private void publish(List<FoundTable> found) {
        var tables = glue.create(database);
        tablesCreated = 0;
        tablesUpdated = 0;
        for (var table : found) {
            if (!tables.containsKey(table.name())) {
                tablesCreated++;
            }
            if (table.register(database, tables)) {
                tablesUpdated++;
            }
        }
    }

    Map<String, ?> description() {
        var description = new LinkedHashMap<String, Object>();
        description.put("Name", name);
        description.put("DatabaseName", database);
        description.put("Targets", Map.of("S3Targets", List.of(Map.of("Path", target))));
        description.put("Role", "etl-crawler");
        description.put("Classifiers", List.of());
        description.put("RecrawlPolicy", Map.of("RecrawlBehavior", "CRAWL_EVERYTHING"));
        description.put("SchemaChangePolicy", Map.of("UpdateBehavior", "UPDATE_IN_DATABASE", "DeleteBehavior", "LOG"));
        description.put("Configuration", configuration());
        description.putAll(settings);
        description.values().removeIf(value -> value instanceof JsonNode json && json.isNull());
        description.put("State", state());
        description.put(
                "CrawlElapsedTime",
                running == null
                        ? 0
                        : Duration.between(running.began(), Instant.now()).toMillis());
        if (last != null) {
            var crawl = new LinkedHashMap<String, Object>();
            crawl.put("Status", last.ending().status());
            crawl.put("StartTime", last.began().toEpochMilli() / 1000.0);
            crawl.put("LogGroup", "/aws-glue/crawlers");
            crawl.put("LogStream", name);
            if (last.ending().message() != null) {
                crawl.put("ErrorMessage", last.ending().message());
            }
            description.put("LastCrawl", crawl);
        }
        return description;
    }

    /// One table of each folder below the target; a crawler counts folders from the bucket on.
    private String configuration() {
        var level = target.chars().filter(c -> c == '/').count() - 1;
        return "{\"Version\":1.0,\"CrawlerOutput\":{\"Partitions\":{\"AddOrUpdateBehavior\":\"InheritFromTable\"}},"
                + "\"Grouping\":{\"TableGroupingPolicy\":\"CombineCompatibleSchemas\",\"TableLevelConfiguration\":"
                + level + "}}";
    }

    private String state() {
        if (running == null) {
            return "READY";
        }
        return Instant.now().isBefore(running.stopping()) ? "RUNNING" : "STOPPING";
    }

    Map<String, ?> metrics() {
        return Map.of(
                "CrawlerName", name,
                "TablesCreated", tablesCreated,
                "TablesUpdated", tablesUpdated,
                "TablesDeleted", 0,
                "LastRuntimeSeconds", last == null ? 0.0 : last.takes().toMillis() / 1000.0);
    }
}
