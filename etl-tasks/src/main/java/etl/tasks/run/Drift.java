package etl.tasks.run;

import etl.parquet.RowShape;
import etl.parquet.inspect.GlueColumn;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import etl.tasks.run.RunSettings.OnDrift;
import etl.tasks.schema.SchemaChange;
import etl.tasks.schema.SchemaChange.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What becomes of a table whose columns aren't those of the files that were published of it last. A change that Athena
/// doesn't get over stops the run, whatever is chosen; one that it does is the user's choice.
///
/// @param entries what was published
/// @param choice what is chosen
record Drift(List<LogEntry> entries, OnDrift choice) {

    /// The columns to write, and what is worth a word.
    ///
    /// @param shape the columns of the table without those that are left out
    record Decision(RowShape shape, List<String> warnings) {}

    /// What is published where a run writes, read when it is first asked for.
    static final class Known {
        private final RunSettings settings;
        private @Nullable List<LogEntry> entries;

        Known(RunSettings settings) {
            this.settings = settings;
        }

        /// What becomes of a table.
        Decision decide(String table, RowShape now) {
            return new Drift(entries(), settings.onDrift()).decide(table, now);
        }

        /// The log.
        List<LogEntry> entries() {
            List<LogEntry> read = entries;
            if (read == null) {
                read = published(settings.destination());
                entries = read;
            }
            return read;
        }
    }

    /// What is published at a destination.
    ///
    /// @throws EtlException when it can't be read
    static List<LogEntry> published(Destination destination) {
        try {
            return Dataset.log(destination);
        } catch (IOException failed) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "What is published at %s can't be read: %s".formatted(destination.uri(), failed.getMessage()),
                    failed);
        }
    }

    /// The columns of a table in its newest commit, and the older ones that have gone since and are in `now` again: the
    /// catalog knows them all. Empty when the table was never published.
    static Optional<List<GlueColumn>> columns(List<LogEntry> entries, String table, List<GlueColumn> now) {
        Map<String, GlueColumn> known = new LinkedHashMap<>();
        Optional<CommittedPartition> newest =
                Dataset.newest(entries, table).flatMap(entry -> entry.commit().newestOf(table));
        newest.ifPresent(partition -> partition.columns().forEach(column -> known.put(column.name(), column)));
        Set<String> names = now.stream().map(GlueColumn::name).collect(Collectors.toSet());
        for (LogEntry entry : entries.reversed()) {
            if (!entry.undone()) {
                entry.commit().newestOf(table).stream()
                        .flatMap(partition -> partition.columns().stream())
                        .filter(column -> names.contains(column.name()))
                        .forEach(column -> known.putIfAbsent(column.name(), column));
            }
        }
        return newest.map(partition -> List.copyOf(known.values()));
    }

    /// Compares and decides.
    ///
    /// @param task the task's name
    /// @param shape the table's columns, taken under the run's lock
    /// @throws EtlException with every change that stops the run: exit code 20
    Decision decide(String task, RowShape shape) {
        Optional<List<GlueColumn>> published = columns(entries, task, GlueColumn.of(shape));
        if (published.isEmpty()) {
            return new Decision(shape, List.of());
        }
        List<SchemaChange> changes = SchemaChange.between(published.get(), GlueColumn.of(shape)).stream()
                .filter(change -> change.kind() != Kind.REORDERED)
                .toList();
        List<String> refused = changes.stream()
                .filter(change -> choice == OnDrift.FAIL || !change.survives())
                .map(change -> refusal(task, change))
                .toList();
        if (!refused.isEmpty()) {
            throw new EtlException(ExitCode.SCHEMA_DRIFT, String.join("\n", refused));
        }
        Set<String> leftOut = changes.stream()
                .filter(change -> choice == OnDrift.IGNORE && change.kind() == Kind.ADDED)
                .map(SchemaChange::column)
                .collect(Collectors.toSet());
        List<String> warnings = new ArrayList<>();
        for (SchemaChange change : changes) {
            warnings.add(
                    leftOut.contains(change.column())
                            ? "%s.%s: it is left out, as on-drift is ignore. Publish it with --on-drift add."
                                    .formatted(task, change.text())
                            : "%s.%s since the last run: %s.".formatted(task, change.text(), change.advice()));
        }
        RowShape kept = new RowShape(shape.columns().stream()
                .filter(column -> !leftOut.contains(column.name()))
                .toList());
        if (kept.columns().isEmpty()) {
            throw new EtlException(
                    ExitCode.SCHEMA_DRIFT,
                    "%s: every column is new, and on-drift is ignore. Publish them with --on-drift add, or under another name (--name)."
                            .formatted(task));
        }
        return new Decision(kept, warnings);
    }

    private static String refusal(String task, SchemaChange change) {
        String what = "%s.%s in the files published last".formatted(task, change.text());
        return switch (change.kind()) {
            case ADDED ->
                "%s.%s, and not in the files published last. Publish it with --on-drift add (%s), or leave it out with --on-drift ignore."
                        .formatted(task, change.text(), change.advice());
            case REMOVED, WIDENED ->
                "%s. Publish the table so with --on-drift add (%s), or put the column back as it was."
                        .formatted(what, change.advice());
            case RETYPED, REORDERED -> what + ". " + sentence(change.advice());
        };
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
