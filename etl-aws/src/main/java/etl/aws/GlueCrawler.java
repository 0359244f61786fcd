package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.publish.Turn;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerRunningException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.LastCrawlInfo;
import software.amazon.awssdk.services.glue.model.OperationTimeoutException;
import software.amazon.awssdk.services.glue.model.S3Target;

/// A Glue crawler on demand. Failures are [EtlException]s: no such crawler, credentials and permissions are the user's
/// (exit code 2), an unreachable Glue is exit code 11, a crawl that doesn't end in time is exit code 12.
public final class GlueCrawler implements AutoCloseable {
    /// A crawl takes a minute or more: asking more often than this learns nothing and is throttled.
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final int NAMES_SHOWN = 10;

    /// StartCrawler alone is never repeated by the SDK: when the first answer is lost, the second is
    /// CrawlerRunningException.
    private static final int ONCE = 1;

    private final String name;
    private final AwsClients clients;
    private final Duration firstPause;
    private final Map<Integer, GlueClient> open = new HashMap<>();
    private @Nullable SdkHttpClient http;

    private GlueCrawler(
            String name, AwsSettings settings, @Nullable AwsCredentialsProvider credentials, Duration firstPause) {
        this.name = name;
        this.clients = new AwsClients(settings, credentials);
        this.firstPause = firstPause;
    }

    /// A crawler. Nothing is asked of Glue yet.
    public static GlueCrawler open(String name, AwsSettings settings) {
        return new GlueCrawler(name, settings, null, FIRST_PAUSE);
    }

    static GlueCrawler open(
            String name, AwsSettings settings, AwsCredentialsProvider credentials, Duration firstPause) {
        return new GlueCrawler(name, settings, credentials, firstPause);
    }

    /// The crawler's name.
    public String name() {
        return name;
    }

    /// A database, asked by this crawler's client.
    ///
    /// @param attempts how often a request is tried
    GlueDatabase database(String database, int attempts) {
        return new GlueDatabase(client(attempts), database);
    }

    /// Where Glue is; null for Amazon's.
    @Nullable
    URI endpoint() {
        return clients.settings().glueEndpoint();
    }

    /// What the crawler does now, and how its last crawl ended.
    public CrawlerStatus status() {
        return status(AwsClients.IMPATIENT);
    }

    /// How it is set.
    CrawlerDefinition definition() {
        return explained("look at", () -> {
            Crawler crawler = client(AwsClients.IMPATIENT)
                    .getCrawler(request -> request.name(name))
                    .crawler();
            return CrawlerDefinition.of(status(crawler), crawler);
        });
    }

    /// Starts a crawl.
    ///
    /// @return false when one is under way already
    public boolean start() {
        return explained("start", () -> {
            try {
                client(ONCE).startCrawler(request -> request.name(name));
                return true;
            } catch (CrawlerRunningException e) {
                return false;
            }
        });
    }

    /// Waits until no crawl is under way.
    ///
    /// @throws EtlException when one still is at the end of the time
    public CrawlerStatus awaitReady(Duration atMost) {
        var wait = new Wait(atMost);
        while (true) {
            var status = status(AwsClients.PATIENT);
            if (status.ready()) {
                return status;
            }
            wait.pause("still " + status.state());
        }
    }

    /// Runs a crawl that begins after this call, and waits until it has ended. A crawl under way may have passed our
    /// files before they were there: its end is waited for, and another one started.
    ///
    /// @param turn asked right before each start: only the newest commit's crawl is started
    /// @return the status after that crawl, with it as [CrawlerStatus#lastCrawl]; empty when none was to be started
    /// @throws EtlException when it hasn't ended at the end of the time
    Optional<CrawlerStatus> crawl(Duration atMost, Turn turn) throws IOException {
        var wait = new Wait(atMost);
        while (true) {
            var before = status(AwsClients.PATIENT);
            if (!turn.newest()) {
                return Optional.empty();
            }
            if (before.ready() && started()) {
                return Optional.of(awaitEnd(before, wait));
            }
            wait.pause(before.ready() ? "not to be started" : "busy with another crawl (" + before.state() + ")");
        }
    }

    /// Starts a crawl unless one is under way, or Glue doesn't answer: whether an unanswered start was one, the next
    /// look at the state shows. A crawl too many does no harm.
    private boolean started() {
        try {
            return start();
        } catch (EtlException e) {
            var passing = e.getCause() instanceof SdkServiceException answered
                    ? answered.isThrottlingException()
                            || answered.statusCode() >= 500
                            || answered instanceof OperationTimeoutException
                    : e.getCause() instanceof SdkClientException && e.exitCode() == ExitCode.DESTINATION_UNAVAILABLE;
            if (passing) {
                return false;
            }
            throw e;
        }
    }

    /// Right after a start Glue may still say READY, with the crawl before as the last one.
    private CrawlerStatus awaitEnd(CrawlerStatus before, Wait wait) {
        var seen = false;
        while (true) {
            wait.pause("still crawling");
            var now = status(AwsClients.PATIENT);
            if (!now.ready()) {
                seen = true;
            } else if (seen || !Objects.equals(now.lastCrawl(), before.lastCrawl())) {
                return now;
            }
        }
    }

    /// What the last crawl did: `1 table created, 2 updated, 0 deleted`; empty when Glue doesn't say.
    String counts() {
        try {
            return client(AwsClients.IMPATIENT)
                    .getCrawlerMetrics(request -> request.crawlerNameList(name))
                    .crawlerMetricsList()
                    .stream()
                    .findFirst()
                    .map(metrics -> "tables created %d, updated %d, deleted %d"
                            .formatted(
                                    count(metrics.tablesCreated()),
                                    count(metrics.tablesUpdated()),
                                    count(metrics.tablesDeleted())))
                    .orElse("");
        } catch (SdkException e) {
            // A permission of its own that a role needn't have for a line in the report.
            return "";
        }
    }

    private static int count(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    CrawlerStatus status(int attempts) {
        return explained(
                "look at",
                () -> status(client(attempts)
                        .getCrawler(request -> request.name(name))
                        .crawler()));
    }

    private static CrawlerStatus status(Crawler crawler) {
        return new CrawlerStatus(
                crawler.name(),
                crawler.stateAsString(),
                Objects.requireNonNullElse(crawler.databaseName(), ""),
                Objects.requireNonNullElse(crawler.tablePrefix(), ""),
                crawler.targets() == null
                        ? List.of()
                        : crawler.targets().s3Targets().stream()
                                .map(S3Target::path)
                                .toList(),
                crawler.lastCrawl() == null ? null : lastCrawl(crawler.lastCrawl()));
    }

    private static CrawlerStatus.@Nullable LastCrawl lastCrawl(LastCrawlInfo crawl) {
        if (crawl.statusAsString() == null) {
            return null;
        }
        var log = crawl.logGroup() == null
                ? ""
                : crawl.logGroup() + " " + Objects.requireNonNullElse(crawl.logStream(), "");
        return new CrawlerStatus.LastCrawl(
                crawl.statusAsString(), crawl.startTime(), crawl.errorMessage(), log.strip());
    }

    private <T> T explained(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (EntityNotFoundException e) {
            throw new EtlException(
                    ExitCode.USAGE,
                    "There is no Glue crawler '%s'%s.%s Correct the name (catalog.crawler), or create the crawler."
                            .formatted(name, region(), others()),
                    e);
        } catch (SdkException e) {
            throw AwsErrors.explain(doing + " the Glue crawler " + name, "Glue", endpoint(), e);
        }
    }

    private String region() {
        var endpoint = endpoint();
        return endpoint == null
                ? " in region "
                        + client(AwsClients.IMPATIENT)
                                .serviceClientConfiguration()
                                .region()
                                .id()
                : " at " + endpoint;
    }

    private String others() {
        try {
            var names = client(AwsClients.IMPATIENT).listCrawlersPaginator(request -> {}).stream()
                    .flatMap(page -> page.crawlerNames().stream())
                    .sorted()
                    .toList();
            return names.isEmpty()
                    ? " There are no crawlers."
                    : " There are: %s%s."
                            .formatted(
                                    String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size()))),
                                    names.size() > NAMES_SHOWN
                                            ? ", and " + (names.size() - NAMES_SHOWN) + " more"
                                            : "");
        } catch (SdkException e) {
            // A permission of its own; the message does without.
            return "";
        }
    }

    /// The requests that the SDK repeated by itself so far.
    List<RepeatedCalls> repeated() {
        return clients.repetitions().all();
    }

    private synchronized GlueClient client(int attempts) {
        var known = open.get(attempts);
        if (known == null) {
            if (http == null) {
                http = AwsClients.http();
            }
            known = clients.build(GlueClient.builder(), http, endpoint(), attempts);
            open.put(attempts, known);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(GlueClient::close);
        open.clear();
        if (http != null) {
            http.close();
            http = null;
        }
    }

    /// A deadline and pauses that grow towards it.
    private final class Wait {
        private final Duration atMost;
        private final long deadline;
        private Duration pause = firstPause;

        Wait(Duration atMost) {
            this.atMost = atMost;
            this.deadline = System.nanoTime() + atMost.toNanos();
        }

        /// Waits a little longer than the last time.
        ///
        /// @param state what the crawler is, for the message of the deadline
        void pause(String state) {
            var left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new EtlException(
                        ExitCode.CATALOG_PENDING,
                        "The Glue crawler %s is %s after %s. See `etl crawler status`, or wait longer (catalog.deadline)."
                                .formatted(name, state, text(atMost)));
            }
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, pause.toNanos())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtlException(
                        ExitCode.CATALOG_PENDING,
                        "Interrupted while waiting for the Glue crawler " + name
                                + ", which goes on by itself. See `etl crawler status`.",
                        e);
            }
            var longer = pause.multipliedBy(3).dividedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    /// A duration for people: `30m`, `1.5s`.
    static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
