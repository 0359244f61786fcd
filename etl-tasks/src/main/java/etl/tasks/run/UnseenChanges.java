package etl.tasks.run;

import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Task;
import etl.tasks.source.Locker;
import etl.tasks.source.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a task that reads only what is new can't see, and whether the server finds it without reading everything
/// (`etl check`).
///
/// @param locker the session that looks
record UnseenChanges(Locker locker) {

    /// One sentence each.
    ///
    /// @param column what the task's column is
    List<String> of(Task task, Increment increment, Table.Rows rows, SourceColumn column) throws SQLException {
        String name = increment.column();
        List<String> notes = new ArrayList<>();
        notes.add(
                "incremental: deleted rows aren't seen, nor changes that leave %s as it is%s. --full reads everything again."
                        .formatted(
                                name,
                                increment.mode() == Mode.UPSERT_PARTITIONS
                                        ? "; a row that moves to another partition (%s) stays in the old one until that is read again"
                                                .formatted(task.options().partitioning())
                                        : ""));
        if (task instanceof Task.Transform<?, ?> transform
                && !transform.lookups().isEmpty()) {
            notes.add("incremental: changes in lookups aren't seen.");
        }
        if (column.nullable() && !(rows instanceof Table.FromQuery)) {
            notes.add("incremental: %s may be NULL, and a row with NULL is never new. Declare it NOT NULL."
                    .formatted(name));
        }
        WindowType.of(column.type()).ifPresent(type -> {
            if (type.ofCounter()) {
                notes.add(
                        "incremental: %s is a number (%s): a transaction that ends after one with a higher number was read loses its rows. A column with pg_current_xact_id() (xid8) or now() (timestamptz) loses none."
                                .formatted(name, type.sqlName()));
            }
        });
        boolean ofTime = WindowType.of(column.type()).filter(WindowType::ofTime).isPresent();
        if (ofTime) {
            notes.addAll(transactions());
        }
        if (rows instanceof FromRelation relation && !isIndexed(relation, name)) {
            notes.add(
                    "incremental: no index of %s.%s begins with %s, so every run reads the whole table to find what is new. create index on %s.%s (%s)"
                            .formatted(
                                    relation.schema(),
                                    relation.relation(),
                                    name,
                                    Sql.identifier(relation.schema()),
                                    Sql.identifier(relation.relation()),
                                    Sql.identifier(name)));
        }
        return notes;
    }

    private List<String> transactions() throws SQLException {
        List<@Nullable String> seen = locker.rows(
                        "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.pg_has_role(CURRENT_USER, 'pg_read_all_stats', 'USAGE'), CURRENT_USER::pg_catalog.text")
                .getFirst();
        if ("t".equals(seen.get(0))) {
            return List.of(
                    "incremental: the database is a standby, where the primary's transactions can't be seen: the lag must be longer than any transaction.");
        }
        return "t".equals(seen.get(1))
                ? List.of()
                : List.of(
                        "incremental: %s can't see the transactions of other roles: the lag must be longer than any of them, or grant pg_read_all_stats to it."
                                .formatted(seen.get(2)));
    }

    private boolean isIndexed(FromRelation relation, String column) throws SQLException {
        return !locker.rows("""
                        SELECT 1 FROM pg_catalog.pg_index AS index
                        JOIN pg_catalog.pg_class AS class ON class.oid = index.indrelid
                        JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
                        JOIN pg_catalog.pg_attribute AS att ON att.attrelid = class.oid AND att.attnum = index.indkey[0]
                        WHERE space.nspname = %s AND class.relname = %s AND att.attname = %s
                          AND index.indisvalid AND index.indpred IS NULL
                        """.formatted(
                                Sql.literal(relation.schema()), Sql.literal(relation.relation()), Sql.literal(column)))
                .isEmpty();
    }
}
