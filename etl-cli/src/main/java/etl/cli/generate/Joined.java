package etl.cli.generate;

import etl.cli.config.TableName;
import etl.cli.generate.ForeignKeys.Join;
import etl.parquet.ColumnNames;
import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Locker;
import etl.tasks.source.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tables joined along their foreign keys, in one query that is split by the first of them.
///
/// @param sql the query
/// @param driving the table that it is split by
/// @param alias that table's alias
/// @param columns what it gives: the first table's columns, then the others' with their table's name in front; the
///     columns that a join compares come once
/// @param described the same as the server describes them to a run
/// @param comments what the database says of the columns
/// @param words the tables, for people
record Joined(
        String sql,
        FromRelation driving,
        String alias,
        List<SourceColumn> columns,
        List<SourceColumn> described,
        Map<String, String> comments,
        String words) {

    /// Postgres cuts longer names.
    private static final int MAX_NAME_BYTES = 63;

    /// @param tables the tables, the first drives
    /// @throws EtlException when no foreign keys join them
    static Joined of(Locker locker, String name, List<SourceTable> tables) throws SQLException {
        List<FromRelation> relations =
                tables.stream().map(table -> table.name().relation()).toList();
        List<Join> joins = ForeignKeys.of(locker.session()).joins(relations);
        Builder builder = new Builder(tables);
        builder.select(tables.get(0), List.of(), false);
        for (Join join : joins) {
            SourceTable table = builder.byRelation.get(join.table());
            if (table != null) {
                builder.join(join, table);
            }
        }
        String sql = builder.sql();
        if (tables.stream().anyMatch(Joined::saysSplit)) {
            throw EtlException.usage("--transform %s: a name holds %s, which a query can't. Leave that table out."
                    .formatted(name, Table.SPLIT_MARK));
        }
        String whole = sql.replace(Table.SPLIT_MARK, "true");
        locker.lock(whole);
        return new Joined(
                sql,
                relations.get(0),
                builder.aliases.getOrDefault(relations.get(0), ""),
                builder.columns,
                Descriptions.describe(locker.session(), whole, Nulls.LEFT_TO_RECORD),
                builder.comments,
                tables.stream()
                        .map(table -> "`" + JavaNames.comment(table.name().text()) + "`")
                        .collect(Collectors.joining(", ")));
    }

    private static boolean saysSplit(SourceTable table) {
        return table.name().text().contains(Table.SPLIT_MARK)
                || table.columns().stream().anyMatch(column -> column.name().contains(Table.SPLIT_MARK));
    }

    private static final class Builder {
        private final Map<FromRelation, SourceTable> byRelation = new HashMap<>();
        private final Map<FromRelation, String> aliases = new HashMap<>();
        private final List<SourceColumn> columns = new ArrayList<>();
        private final Map<String, String> comments = new HashMap<>();
        private final List<String> selected = new ArrayList<>();
        private final List<String> from = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        Builder(List<SourceTable> tables) {
            for (SourceTable table : tables) {
                FromRelation relation = table.name().relation();
                byRelation.put(relation, table);
                aliases.put(relation, name(table.name().taskName(), new ArrayList<>(aliases.values())));
            }
            from.add("from " + relation(tables.get(0).name()));
        }

        /// A name that Postgres doesn't cut, and that nobody has yet.
        private static String name(String wanted, List<String> taken) {
            String cut = wanted;
            while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES - 3) {
                cut = cut.substring(0, cut.length() - 1);
            }
            return JavaNames.distinct(cut, taken);
        }

        private String relation(TableName name) {
            return Sql.identifier(name.relation().schema()) + "."
                    + Sql.identifier(name.relation().relation()) + " as " + alias(name.relation());
        }

        private String alias(FromRelation relation) {
            return Sql.identifier(aliases.getOrDefault(relation, ""));
        }

        void join(Join join, SourceTable table) {
            List<String> conditions = new ArrayList<>();
            for (int i = 0; i < join.columns().size(); i++) {
                conditions.add(alias(join.table()) + "."
                        + Sql.identifier(join.columns().get(i)) + " = " + alias(join.anchor()) + "."
                        + Sql.identifier(join.anchorColumns().get(i)));
            }
            from.add((join.isOuter() ? "left join " : "join ") + relation(table.name()) + " on "
                    + String.join(" and ", conditions));
            select(table, join.columns(), join.isOuter());
        }

        /// @param compared the columns that the join compares: those that it is joined to are there already
        void select(SourceTable table, List<String> compared, boolean outer) {
            for (SourceColumn column : table.columns()) {
                if (compared.contains(column.name())) {
                    continue;
                }
                String plain = ColumnNames.fold(column.name());
                String name = name(from.size() == 1 ? plain : table.name().taskName() + "_" + plain, names);
                names.add(name);
                selected.add(alias(table.name().relation()) + "." + Sql.identifier(column.name()) + " as "
                        + Sql.identifier(name));
                columns.add(new SourceColumn(name, column.type(), column.nullable() || outer));
                Optional.ofNullable(table.comments().columns().get(column.name()))
                        .ifPresent(comment -> comments.put(name, comment));
            }
        }

        String sql() {
            return "select\n    " + String.join(",\n    ", selected) + "\n" + String.join("\n", from) + "\nwhere "
                    + Table.SPLIT_MARK + "\n";
        }
    }
}
