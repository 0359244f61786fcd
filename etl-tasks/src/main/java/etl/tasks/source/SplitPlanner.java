package etl.tasks.source;

import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.schemas.Table.SplitBy;
import etl.tasks.EtlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Cuts a task's rows into splits by the pages of a heap. A range of `ctid` reads just its pages (Postgres 14 and
/// later), needs no index, and together the ranges hold every row once: the last one has no upper end.
public final class SplitPlanner {
    /// A split covers about so many bytes of heap; it then gives one to a few files.
    static final long SPLIT_BYTES = 1L << 30;

    /// A table smaller than this isn't split for the sake of more workers.
    public static final long SMALL_TABLE_BYTES = 64L << 20;

    private final int workers;
    private final long splitBytes;
    private final long smallTableBytes;

    public SplitPlanner(int workers) {
        this(workers, SPLIT_BYTES, SMALL_TABLE_BYTES);
    }

    SplitPlanner(int workers, long splitBytes, long smallTableBytes) {
        this.workers = workers;
        this.splitBytes = splitBytes;
        this.smallTableBytes = smallTableBytes;
    }

    /// The statement that reads all rows, for planning and describing.
    ///
    /// @param columns what is selected, in SQL; empty: `*`
    public static String wholeSql(Table.Rows rows, List<String> columns, List<String> conditions) {
        return switch (rows) {
            case FromRelation relation -> select(relation, relation.relation(), columns, conditions, "");
            case FromQuery query -> selectFrom(query, columns, conditions, "true");
            case FromFile file -> throw noStatement(file);
        };
    }

    /// A column of what is read, in a condition on the rows.
    ///
    /// @param name its exact name
    public static String column(Table.Rows rows, String name) {
        String alias = switch (rows) {
            case FromRelation relation -> relation.relation();
            case FromQuery query -> "q";
            case FromFile file -> throw noStatement(file);
        };
        return Sql.identifier(alias) + "." + Sql.identifier(name);
    }

    /// The statement that reads a value of the rows on some pages, picked at random but each time the same ones.
    ///
    /// @param relation one that [RelationInfo#canBeSampled()]
    /// @param percent how many of its pages
    public static String sampleSql(FromRelation relation, String value, List<String> conditions, double percent) {
        StringBuilder sql = new StringBuilder("SELECT ").append(value).append(" FROM ");
        sql.append(Sql.identifier(relation.schema())).append('.').append(Sql.identifier(relation.relation()));
        sql.append(" AS ").append(Sql.identifier(relation.relation()));
        sql.append(String.format(Locale.ROOT, " TABLESAMPLE pg_catalog.system (%.6f) REPEATABLE (0)", percent));
        return where(sql, conditions, "");
    }

    /// Files are read by lookups alone, and not by a database.
    public static EtlException noStatement(FromFile file) {
        return EtlException.usage(
                "The file '%s' is read by the lookups of a transform alone; a task's own rows come from a database."
                        .formatted(file.file()));
    }

    /// A statement whose only condition is this one, without parentheses around it. What is a condition here and in
    /// parentheses too is one whole: `a) or (b` isn't, and would undo the condition on a split's pages.
    public static String conditionAlone(Table.Rows rows, String condition) {
        String from = switch (rows) {
            case FromRelation relation ->
                Sql.identifier(relation.schema()) + "." + Sql.identifier(relation.relation()) + " AS "
                        + Sql.identifier(relation.relation());
            case FromQuery query -> "(" + query.sql().replace(Table.SPLIT_MARK, "(true)") + "\n) AS \"q\"";
            case FromFile file -> throw noStatement(file);
        };
        return "SELECT 1 FROM " + from + " WHERE " + condition;
    }

    /// The splits of a task.
    ///
    /// @param columns what is selected, in SQL and in order; empty: `*`
    /// @param conditions what rows must meet besides
    /// @param relation gives what the catalog says of a relation
    public List<Split> plan(
            String task,
            Table.Rows rows,
            List<String> columns,
            List<String> conditions,
            Function<FromRelation, RelationInfo> relation) {
        List<Part> parts = switch (rows) {
            case FromRelation from -> ofRelation(relation.apply(from), columns, conditions);
            case FromQuery query -> ofQuery(query, columns, conditions, relation);
            case FromFile file -> throw noStatement(file);
        };
        List<Split> splits = new ArrayList<>();
        for (Part part : parts) {
            splits.add(new Split(task, splits.size(), part.sql, part.description));
        }
        return splits;
    }

    private record Part(String sql, String description) {}

    private List<Part> ofRelation(RelationInfo info, List<String> columns, List<String> conditions) {
        List<RelationInfo> heaps = info.leaves().isEmpty() ? List.of(info) : info.leaves();
        // A leaf goes by its parent's name, so that a condition which names the table holds for it too.
        String alias = info.relation().relation();
        List<Part> parts = new ArrayList<>();
        for (RelationInfo heap : heaps) {
            for (Range range : ranges(heap, perWorker(info.totalBytes()))) {
                String sql = select(heap.relation(), alias, columns, conditions, range.condition(alias));
                parts.add(new Part(sql, range.describe(heap.relation())));
            }
        }
        return parts;
    }

    private List<Part> ofQuery(
            FromQuery query,
            List<String> columns,
            List<String> conditions,
            Function<FromRelation, RelationInfo> relation) {
        Optional<SplitBy> splitBy = query.splitBy();
        if (splitBy.isEmpty()) {
            return List.of(new Part(selectFrom(query, columns, conditions, "true"), "the whole query"));
        }
        // Each split plans its joins anew, so a query isn't cut smaller just because there are more workers.
        RelationInfo info = relation.apply(splitBy.get().relation());
        List<Part> parts = new ArrayList<>();
        for (Range range : ranges(info, splitBytes)) {
            String condition = range.condition(splitBy.get().alias());
            String sql = selectFrom(query, columns, conditions, condition.isEmpty() ? "true" : condition);
            parts.add(new Part(sql, range.describe(info.relation())));
        }
        return parts;
    }

    /// The size of a split of a table of so many bytes, so that all workers have the like to do.
    private long perWorker(long totalBytes) {
        if (totalBytes < smallTableBytes || workers == 1) {
            return splitBytes;
        }
        long rounds = Math.max(SPLITS_PER_WORKER, -Math.floorDiv(-totalBytes, splitBytes * workers));
        return Math.max(1, -Math.floorDiv(-totalBytes, rounds * workers));
    }

    /// With several splits a worker, one that is slower than the others gets fewer of them.
    public static final int SPLITS_PER_WORKER = 2;

    private static List<Range> ranges(RelationInfo heap, long bytesPerRange) {
        if (!heap.hasPages()) {
            return List.of(Range.WHOLE);
        }
        long pages = heap.bytes() / heap.blockBytes();
        long count = Math.max(1, -Math.floorDiv(-heap.bytes(), bytesPerRange));
        List<Range> ranges = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ranges.add(new Range(pages * i / count, i + 1 == count ? Range.END : pages * (i + 1) / count));
        }
        return ranges;
    }

    /// A range of pages: from one, inclusive, to one, exclusive.
    private record Range(long from, long to) {
        static final long END = Long.MAX_VALUE;
        static final Range WHOLE = new Range(0, END);

        String condition(String alias) {
            String ctid = Sql.identifier(alias) + ".ctid";
            List<String> bounds = new ArrayList<>();
            if (from > 0) {
                bounds.add("%s OPERATOR(pg_catalog.>=) '(%d,0)'::pg_catalog.tid".formatted(ctid, from));
            }
            if (to != END) {
                bounds.add("%s OPERATOR(pg_catalog.<) '(%d,0)'::pg_catalog.tid".formatted(ctid, to));
            }
            return String.join(" AND ", bounds);
        }

        String describe(FromRelation relation) {
            String name = relation.schema() + "." + relation.relation();
            if (from == 0 && to == END) {
                return "all of " + name;
            }
            return to == END
                    ? "pages %d and up of %s".formatted(from, name)
                    : "pages %d to %d of %s".formatted(from, to - 1, name);
        }
    }

    private static String select(
            FromRelation relation, String alias, List<String> columns, List<String> conditions, String range) {
        StringBuilder sql =
                new StringBuilder("SELECT ").append(list(columns, alias)).append(" FROM ");
        sql.append(Sql.identifier(relation.schema())).append('.').append(Sql.identifier(relation.relation()));
        sql.append(" AS ").append(Sql.identifier(alias));
        return where(sql, conditions, range);
    }

    private static String selectFrom(FromQuery query, List<String> columns, List<String> conditions, String range) {
        StringBuilder sql =
                new StringBuilder("SELECT ").append(list(columns, "q")).append(" FROM (");
        sql.append(query.sql().replace(Table.SPLIT_MARK, "(" + range + ")")).append("\n) AS \"q\"");
        return where(sql, conditions, "");
    }

    private static String list(List<String> columns, String alias) {
        if (columns.isEmpty()) {
            return Sql.identifier(alias) + ".*";
        }
        return String.join(", ", columns);
    }

    private static String where(StringBuilder sql, List<String> conditions, String range) {
        List<String> all = new ArrayList<>();
        if (!range.isEmpty()) {
            all.add(range);
        }
        conditions.forEach(condition -> all.add(Sql.operand(condition)));
        return all.isEmpty()
                ? sql.toString()
                : sql.append(" WHERE ").append(String.join(" AND ", all)).toString();
    }
}
