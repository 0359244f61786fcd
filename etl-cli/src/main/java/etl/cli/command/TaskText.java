package etl.cli.command;

import etl.schemas.Table;
import etl.tasks.Task;

/// A task in words.
///
/// @param kind `extract`, `transform`, `table` or `query`
/// @param source what it reads
record TaskText(String kind, String source) {

    static TaskText of(Task task) {
        return switch (task) {
            case Task.Extract<?> extract ->
                new TaskText("extract", source(extract.table().rows()));
            case Task.Transform<?, ?> transform ->
                new TaskText("transform", source(transform.input().rows()));
            case Task.Relation relation ->
                switch (relation.rows()) {
                    case Table.FromRelation from -> new TaskText("table", source(from));
                    case Table.FromQuery query -> new TaskText("query", source(query));
                };
        };
    }

    private static String source(Table.Rows rows) {
        return switch (rows) {
            case Table.FromRelation from -> from.schema() + "." + from.relation();
            case Table.FromQuery query ->
                query.splitBy()
                        .map(split -> "a query over "
                                + split.relation().schema() + "."
                                + split.relation().relation())
                        .orElse("a query");
        };
    }
}
