package etl.cli.command;

import etl.schemas.Table;
import etl.tasks.Partitioning;
import etl.tasks.Task;
import java.time.ZoneOffset;

/// A task in words.
///
/// @param kind `extract`, `transform`, `table` or `query`
/// @param source what it reads
/// @param partitioning as it is declared: `dt, day(created_at)`; with the zone of its days when that isn't UTC
record TaskText(String kind, String source, String partitioning) {

    static TaskText of(Task task) {
        String partitioning = partitioning(task.options().partitioning());
        return switch (task) {
            case Task.Extract<?> extract ->
                new TaskText("extract", source(extract.table().rows()), partitioning);
            case Task.Transform<?, ?> transform ->
                new TaskText("transform", source(transform.input().rows()), partitioning);
            case Task.Relation relation ->
                switch (relation.rows()) {
                    case Table.FromRelation from -> new TaskText("table", source(from), partitioning);
                    case Table.FromQuery query -> new TaskText("query", source(query), partitioning);
                    case Table.FromFile file -> new TaskText("file", source(file), partitioning);
                };
        };
    }

    private static String partitioning(Partitioning partitioning) {
        boolean inZone = partitioning.keys().stream().anyMatch(key -> key.unit() != Partitioning.Unit.VALUE)
                && !partitioning.zone().normalized().equals(ZoneOffset.UTC);
        return inZone ? partitioning + " in " + partitioning.zone() : partitioning.toString();
    }

    private static String source(Table.Rows rows) {
        return switch (rows) {
            case Table.FromRelation from -> from.schema() + "." + from.relation();
            case Table.FromFile file -> "the file " + file.file();
            case Table.FromQuery query ->
                query.splitBy()
                        .map(split -> "a query over "
                                + split.relation().schema() + "."
                                + split.relation().relation())
                        .orElse("a query");
        };
    }
}
