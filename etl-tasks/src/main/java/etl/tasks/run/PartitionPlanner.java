package etl.tasks.run;

import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.Nearest;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.PartitionColumn;
import etl.tasks.source.RelationInfo;
import etl.tasks.source.Split;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Plans how rows are read that come into partitions by what they hold: each split in the order of the partitions, and
/// splits that have partitions of their own, so that the number of files is that of the partitions.
///
/// @param workers how many read at once
/// @param smallTableBytes a table smaller than this is one split
record PartitionPlanner(int workers, long smallTableBytes) {
    /// The pages of a table that are looked at to find out how its rows lie in partitions.
    private static final int SAMPLE_PAGES = 300;

    private static final double PERCENT = 100;

    /// What is to be read.
    ///
    /// @param task the task's name
    /// @param columns what is selected, in SQL, without the keys
    /// @param conditions what rows must meet besides
    /// @param info what the catalog says of the relation; empty for a query
    record Rows(
            String task, Table.Rows rows, List<String> columns, List<String> conditions, Optional<RelationInfo> info) {}

    /// The statements that read rows with the values of the keys after their columns.
    ///
    /// @param sql all of them
    record Planned(String sql, List<Split> splits) {}

    /// The keys of a task's rows, as the columns are that they name.
    ///
    /// @param session a session with the search path that queries are meant for
    /// @throws EtlException when a column isn't there or its type gives no such key
    static List<PartitionColumn> keys(Task task, Table.Rows rows, Connection session) throws SQLException {
        Partitioning partitioning = task.options().partitioning();
        if (!partitioning.ofRows()) {
            return List.of();
        }
        List<SourceColumn> columns =
                Descriptions.describe(session, SplitPlanner.wholeSql(rows, List.of(), List.of()), Nulls.POSSIBLE);
        List<PartitionColumn> keys = new ArrayList<>();
        for (Partitioning.Key key : partitioning.keys()) {
            SourceColumn column = columns.stream()
                    .filter(one -> one.name().equals(key.column()))
                    .findFirst()
                    .orElseThrow(() -> EtlException.usage("%s: partition-by %s: what it reads has no column %s.%s"
                            .formatted(
                                    task.name(),
                                    key,
                                    key.column(),
                                    Nearest.question(
                                            key.column(),
                                            columns.stream()
                                                    .map(SourceColumn::name)
                                                    .toList()))));
            keys.add(PartitionColumn.of(
                    task.name(), key, column, SplitPlanner.column(rows, key.column()), partitioning.zone()));
        }
        return keys;
    }

    /// Plans what a reach has.
    ///
    /// @param session a session that may read the rows
    Planned plan(Rows rows, List<PartitionColumn> keys, Reach reach, Connection session) throws SQLException {
        List<String> selected = new ArrayList<>(rows.columns());
        for (PartitionColumn key : keys) {
            selected.add(key.value() + " AS " + Sql.identifier(key.key().name()));
        }
        List<String> ranges = switch (reach) {
            case Reach.Everything everything -> everything(rows, keys.getFirst(), session);
            case Reach.Days days -> days(rows, keys.getFirst(), days);
            case Reach.Listed listed -> List.of(listed(keys, listed));
        };
        String order = IntStream.rangeClosed(rows.columns().size() + 1, selected.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
        List<Split> splits = new ArrayList<>();
        for (String range : ranges) {
            splits.add(new Split(
                    rows.task(),
                    splits.size(),
                    SplitPlanner.wholeSql(rows.rows(), selected, with(rows.conditions(), range)) + order,
                    describe(rows, keys.getFirst(), splits.size(), ranges.size())));
        }
        String whole = switch (reach) {
            case Reach.Everything everything -> "";
            case Reach.Days days ->
                keys.getFirst().between(days.from(), days.to().plusDays(1));
            case Reach.Listed listed -> ranges.getFirst();
        };
        return new Planned(SplitPlanner.wholeSql(rows.rows(), selected, with(rows.conditions(), whole)), splits);
    }

    private static List<String> with(List<String> conditions, String range) {
        List<String> all = new ArrayList<>(conditions);
        if (!range.isEmpty()) {
            all.add(range);
        }
        return all;
    }

    private static String describe(Rows rows, PartitionColumn key, int number, int count) {
        String name = rows.rows() instanceof FromRelation from ? from.schema() + "." + from.relation() : "the query";
        return count == 1
                ? "%s by %s".formatted(name, key.key())
                : "part %d of %d of %s by %s".formatted(number + 1, count, name, key.key());
    }

    private boolean isLarge(Rows rows) {
        return workers > 1
                && rows.info()
                        .filter(info -> info.totalBytes() >= smallTableBytes)
                        .isPresent();
    }

    private int most() {
        return workers * SplitPlanner.SPLITS_PER_WORKER;
    }

    /// Ranges of the first key with about as many rows each, as far as some pages tell. Whatever these say, the ranges
    /// have every row once.
    private List<String> everything(Rows rows, PartitionColumn key, Connection session) throws SQLException {
        if (!isLarge(rows) || !(rows.rows() instanceof FromRelation relation)) {
            return List.of("");
        }
        RelationInfo info = rows.info().orElseThrow();
        if (!info.canBeSampled()) {
            return List.of("");
        }
        double pages = (double) info.totalBytes() / info.blockBytes();
        List<String> values = sample(
                SplitPlanner.sampleSql(
                        relation, key.value(), rows.conditions(), Math.min(PERCENT, PERCENT * SAMPLE_PAGES / pages)),
                session);
        Set<String> bounds = new LinkedHashSet<>();
        for (int part = 1; part < most() && !values.isEmpty(); part++) {
            String bound = values.get((int) ((long) values.size() * part / most()));
            if (!bound.equals(values.getFirst())) {
                bounds.add(bound);
            }
        }
        return key.ranges(List.copyOf(bounds));
    }

    /// The values of a key on some pages, in order, each as often as it is there.
    private static List<String> sample(String sql, Connection session) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(sql + " ORDER BY 1")) {
                while (row.next()) {
                    @Nullable String value = row.getString(1);
                    if (value != null && !value.isEmpty()) {
                        values.add(value);
                    }
                }
            }
        }
        return values;
    }

    private List<String> days(Rows rows, PartitionColumn key, Reach.Days days) {
        List<LocalDate> firsts = new ArrayList<>();
        for (LocalDate day = days.from(); !day.isAfter(days.to()); day = key.next(day)) {
            firsts.add(day);
        }
        int parts = isLarge(rows) ? Math.min(most(), firsts.size()) : 1;
        List<String> ranges = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            LocalDate from = firsts.get(firsts.size() * part / parts);
            LocalDate after =
                    part + 1 == parts ? days.to().plusDays(1) : firsts.get(firsts.size() * (part + 1) / parts);
            ranges.add(key.between(from, after));
        }
        return ranges;
    }

    /// The condition for the rows of some partitions: days that follow each other are one range of the column.
    private static String listed(List<PartitionColumn> keys, Reach.Listed listed) {
        PartitionColumn first = keys.getFirst();
        List<String> alternatives = new ArrayList<>();
        if (keys.size() == 1 && first.key().unit() != Unit.VALUE) {
            List<LocalDate> days = listed.values().stream()
                    .map(List::getFirst)
                    .filter(value -> value != null && !value.isEmpty())
                    .map(first::firstDay)
                    .distinct()
                    .sorted()
                    .toList();
            int to;
            for (int from = 0; from < days.size(); from = to) {
                to = from + 1;
                while (to < days.size() && first.next(days.get(to - 1)).equals(days.get(to))) {
                    to++;
                }
                alternatives.add(first.between(days.get(from), first.next(days.get(to - 1))));
            }
            for (@Nullable String other : Arrays.asList(null, "")) {
                if (listed.values().stream().anyMatch(value -> Objects.equals(value.getFirst(), other))) {
                    alternatives.add(first.is(other));
                }
            }
        } else {
            for (List<@Nullable String> values : listed.values()) {
                alternatives.add(IntStream.range(0, keys.size())
                        .mapToObj(key -> keys.get(key).is(values.get(key)))
                        .collect(Collectors.joining(" AND ")));
            }
        }
        return alternatives.isEmpty() ? "false" : alternatives.stream().collect(Collectors.joining(") OR (", "(", ")"));
    }
}
