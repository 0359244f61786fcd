package etl.tasks.publish;

import etl.tasks.publish.LogEntry.Mark;
import java.io.IOException;
import java.util.List;

/// Turns of one commit's steps, by the log as it is at each question.
///
/// @param number the commit
/// @param ends the marks after which its step isn't due any more
record LogTurn(CommitLog log, int number, List<Mark> ends) implements Turn {

    @Override
    public boolean due() throws IOException {
        return due(log.read());
    }

    private boolean due(List<LogEntry> entries) {
        return ends.stream().noneMatch(entries.get(number)::has);
    }

    @Override
    public boolean newest() throws IOException {
        List<LogEntry> entries = log.read();
        return due(entries) && entries.size() == number + 1;
    }

    @Override
    public List<VisiblePartition> newest(List<VisiblePartition> partitions) throws IOException {
        List<LogEntry> entries = log.read();
        if (!due(entries)) {
            return List.of();
        }
        List<LogEntry> newer = entries.subList(number + 1, entries.size());
        return partitions.stream()
                .filter(partition ->
                        newer.stream().noneMatch(entry -> entry.commit().changes(partition.name())))
                .toList();
    }
}
