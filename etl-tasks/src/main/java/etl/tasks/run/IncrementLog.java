package etl.tasks.run;

import etl.tasks.Increment.Mode;
import etl.tasks.Partitioning;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CommittedTable;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.publish.LogEntry;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What has been read of one table by increments, as the log of commits has it. Commits that were taken back count for
/// nothing.
///
/// @param mode the mode of the newest increment; empty when there is none
/// @param newest the newest increment
/// @param dates of increments that are published by date: what each date holds, by its directory `dt=2026-11-22`
/// @param whole the directories of partitions that no increment has published
record IncrementLog(Optional<Mode> mode, Optional<Window> newest, TreeMap<String, Window> dates, List<String> whole) {

    static IncrementLog of(List<LogEntry> entries, String table) {
        Optional<Window> newest = Optional.empty();
        Optional<Mode> mode = Optional.empty();
        TreeMap<String, Window> dates = new TreeMap<>();
        TreeSet<String> whole = new TreeSet<>();
        for (LogEntry entry : entries) {
            if (entry.undone() || !entry.commit().concerns(table)) {
                continue;
            }
            CommittedTable said = entry.commit().table(table);
            List<String> listed = entry.commit().partitions().stream()
                    .map(CommittedPartition::name)
                    .filter(name -> name.table().equals(table))
                    .map(name -> name.partition())
                    .toList();
            if (said.window().isPresent()) {
                listed.forEach(whole::remove);
                whole.removeIf(directory -> said.scope().stream().anyMatch(scope -> isIn(directory, scope)));
                newest = said.window();
                mode = Optional.of(date(said).isPresent() ? Mode.APPEND : Mode.UPSERT_PARTITIONS);
                date(said).ifPresent(date -> dates.put(date, said.window().orElseThrow()));
            } else {
                whole.addAll(listed);
            }
            for (String dropped : said.dropped()) {
                whole.remove(dropped);
                dates.remove(dropped.split("/", 2)[0]);
            }
        }
        return new IncrementLog(mode, newest, dates, List.copyOf(whole));
    }

    private static Optional<String> date(CommittedTable said) {
        return said.scope().stream()
                .filter(directory -> directory.startsWith(Partitioning.DATE_KEY + "="))
                .findFirst();
    }

    private static boolean isIn(String directory, String scope) {
        return scope.isEmpty() || directory.equals(scope) || directory.startsWith(scope + "/");
    }
}
