package etl.tasks.publish;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The log of a dataset: one file a commit, `commits/<n>.json`, numbered without gaps, each created by one conditional
/// PUT; and beside it empty or small files that say how far the commit is. Nothing in it is ever changed. So that a long
/// log is read at once, every now and then all finished commits are written down together, without what only
/// uncompleted files need (`checkpoints/<n>.json`). That is a shortcut: it may be missing.
///
/// Safe for use by several threads.
public final class CommitLog {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);
    private static final String COMMITS = "commits";
    private static final String RUNS = "runs";
    private static final String CHECKPOINTS = "checkpoints";

    /// How many commits there are from one checkpoint to the next.
    static final int CHECKPOINT_INTERVAL = 32;

    private static final String JSON_SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("(?<number>\\d{10})\\.(?<suffix>.+)");
    private static final int LIST_ATTEMPTS = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ControlFiles control;

    /// What is known of each number. A commit never changes; of finished ones only marks are missed that were added
    /// since, which ask for work that may be done twice.
    private final TreeMap<Integer, LogEntry> known = new TreeMap<>();

    CommitLog(ControlFiles control) {
        this.control = control;
    }

    /// Everything up to a commit.
    ///
    /// @param version as of [Commit]
    /// @param entries every entry from the first one on; all of them are finished
    private record Checkpoint(int version, List<LogEntry> entries) {}

    /// What `.done` says.
    ///
    /// @param undone whether the commit was taken back
    /// @param catalog how the catalog took the news
    /// @param at when it was finished
    public record Done(boolean undone, CatalogOutcome catalog, Instant at) {}

    /// Reads the log: every commit, in order.
    synchronized List<LogEntry> read() throws IOException {
        for (int attempt = 1; attempt <= LIST_ATTEMPTS; attempt++) {
            list();
            if (complete()) {
                return List.copyOf(known.values());
            }
        }
        throw damaged("The log %s%s/ has a gap: something of %s is missing, and there are later commits"
                .formatted(control.uri(), COMMITS, name(settled())));
    }

    /// A folder that is listed while others write to it may show a later file without an earlier one.
    private boolean complete() {
        boolean gapless = known.isEmpty() || known.lastKey() == known.size() - 1;
        return gapless && known.values().stream().noneMatch(entry -> entry.finished() && !entry.settled());
    }

    private void list() throws IOException {
        if (known.isEmpty()) {
            readCheckpoint();
        }
        String after = name(settled());
        Map<Integer, List<String>> suffixes = new TreeMap<>();
        for (String name : control.list(COMMITS, after)) {
            Matcher parts = NAME.matcher(name);
            if (parts.matches()) {
                suffixes.computeIfAbsent(Integer.valueOf(parts.group("number")), number -> new ArrayList<>())
                        .add(parts.group("suffix"));
            }
        }
        List<Integer> unread = suffixes.keySet().stream()
                .filter(number -> !known.containsKey(number))
                .toList();
        List<Commit> commits = Parallel.each(unread, this::commit);
        for (int i = 0; i < unread.size(); i++) {
            known.put(unread.get(i), LogEntry.of(unread.get(i), commits.get(i), List.of()));
        }
        suffixes.forEach((number, found) -> known.computeIfPresent(number, (unused, entry) -> {
            LogEntry now = LogEntry.of(number, entry.commit(), found);
            return now.finished() ? now.slim() : now;
        }));
    }

    /// How many commits there are from the first one on of which nothing more is to be learned.
    private int settled() {
        int number = 0;
        for (LogEntry entry = known.get(0); entry != null && entry.settled(); entry = known.get(number)) {
            number++;
        }
        return number;
    }

    private void readCheckpoint() throws IOException {
        List<String> names = control.list(CHECKPOINTS, "");
        if (names.isEmpty()) {
            return;
        }
        String path = CHECKPOINTS + "/" + names.getLast();
        Optional<byte[]> content = control.read(path);
        if (content.isPresent()) {
            Checkpoint checkpoint = parse(path, content.get(), Checkpoint.class);
            requireVersion(path, checkpoint.version(), "");
            checkpoint.entries().forEach(entry -> known.put(entry.number(), entry));
        }
    }

    /// Writes everything down that is finished, when it is time to.
    ///
    /// @param number the commit that was finished last
    void checkpoint(int number) {
        if ((number + 1) % CHECKPOINT_INTERVAL != 0) {
            return;
        }
        try {
            List<LogEntry> entries = read().subList(0, number + 1);
            // What a catalog is still to be told of is found by its marks, which a checkpoint would hide.
            if (entries.stream().allMatch(entry -> entry.finished() && !entry.pending())) {
                create(CHECKPOINTS + "/" + name(number) + JSON_SUFFIX, bytes(new Checkpoint(Commit.VERSION, entries)));
                for (String older : control.list(CHECKPOINTS, "")) {
                    if (older.compareTo(name(number - CHECKPOINT_INTERVAL)) < 0) {
                        control.delete(CHECKPOINTS + "/" + older);
                    }
                }
            }
        } catch (IOException | RuntimeException failed) {
            LOG.warn(
                    "The checkpoint of commit {} could not be written; a later one will be: {}",
                    number,
                    failed.toString());
        }
    }

    /// Reads the log again, for one commit.
    LogEntry read(int number) throws IOException {
        return read().get(number);
    }

    private Commit commit(int number) throws IOException {
        String path = path(number, JSON_SUFFIX);
        byte[] content = control.read(path)
                .orElseThrow(() -> damaged("%s%s is missing, and there are later ones".formatted(control.uri(), path)));
        Commit commit = parse(path, content, Commit.class);
        requireVersion(path, commit.version(), " (" + commit.program() + ")");
        return commit;
    }

    private void requireVersion(String path, int version, String program) {
        if (version < 1 || version > Commit.VERSION) {
            throw new EtlException(
                    ExitCode.USAGE,
                    "%s%s has version %d of the log, and this program knows those up to %d. Use the program that wrote it%s, or a newer one."
                            .formatted(control.uri(), path, version, Commit.VERSION, program));
        }
    }

    /// The decision: one conditional PUT.
    ///
    /// @return whether the commit has this number now; false when another has it
    boolean decide(int number, Commit commit) throws IOException {
        return control.create(path(number, JSON_SUFFIX), bytes(commit));
    }

    /// Writes down how far a commit is. Doing it again does nothing.
    void mark(int number, LogEntry.Mark mark) throws IOException {
        create(path(number, mark.suffix()), new byte[0]);
    }

    /// Writes down that the older files of a commit's partition are deleted, since a newer commit replaced it.
    void markGone(int number, int partition) throws IOException {
        create(path(number, LogEntry.GONE + partition), new byte[0]);
    }

    /// Writes down that a commit is finished. Whoever was first has said how.
    void done(int number, Done done) throws IOException {
        create(path(number, LogEntry.Mark.DONE.suffix()), bytes(done));
    }

    /// How a commit was finished; empty while it isn't.
    Optional<Done> done(int number) throws IOException {
        String path = path(number, LogEntry.Mark.DONE.suffix());
        Optional<byte[]> content = control.read(path);
        return content.isEmpty() ? Optional.empty() : Optional.of(parse(path, content.get(), Done.class));
    }

    /// Writes down that a run is under way.
    void begin(RunRecord run) throws IOException {
        create(RUNS + "/" + run.runId() + JSON_SUFFIX, bytes(run));
    }

    /// Removes what a run has written down of itself.
    void forget(String runId) throws IOException {
        control.delete(RUNS + "/" + runId + JSON_SUFFIX);
    }

    /// The runs that are under way, or died.
    List<RunRecord> runs() throws IOException {
        List<RunRecord> runs = new ArrayList<>();
        for (String name : control.list(RUNS, "")) {
            String path = RUNS + "/" + name;
            Optional<byte[]> content = control.read(path);
            if (content.isPresent() && name.endsWith(JSON_SUFFIX)) {
                runs.add(parse(path, content.get(), RunRecord.class));
            }
        }
        return runs;
    }

    /// Creates a file whose content, if it is there already, may be another's.
    private void create(String path, byte[] content) throws IOException {
        boolean unused = control.create(path, content);
    }

    private static String path(int number, String suffix) {
        return COMMITS + "/" + name(number) + suffix;
    }

    /// Ten digits, so that names sort as numbers do.
    private static String name(int number) {
        return String.format(Locale.ROOT, "%010d", number);
    }

    private static byte[] bytes(Object document) {
        return JSON.writeValueAsString(document).getBytes(StandardCharsets.UTF_8);
    }

    private static EtlException damaged(String what) {
        return new EtlException(
                ExitCode.USAGE,
                what
                        + ". Nothing is published until it is as it was: restore it from a backup, or from an older version of the object.");
    }

    private <T> T parse(String path, byte[] content, Class<T> type) {
        try {
            return JSON.readValue(content, type);
        } catch (JacksonException unreadable) {
            throw new EtlException(
                    ExitCode.USAGE,
                    type == RunRecord.class
                            ? "%s%s can't be understood (%s). It is what a run wrote down of itself: delete it, if no such run is under way."
                                    .formatted(control.uri(), path, unreadable.getOriginalMessage())
                            : "%s%s can't be understood (%s). Nothing is published until it is as it was: restore it from a backup, or from an older version of the object."
                                    .formatted(control.uri(), path, unreadable.getOriginalMessage()),
                    unreadable);
        }
    }
}
