package etl.tasks.schema;

import etl.parquet.inspect.GlueColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One difference between the columns of a table as they were and as they are, and whether Athena gets over it. Parquet
/// columns go by their names: what Athena reads of older files is what still has its name, in a type no wider than the
/// table's.
///
/// @param column the column's name
/// @param before its Glue type before; empty when it is new
/// @param now its Glue type now; empty when it has gone
/// @param survives whether queries over older and newer files go on
/// @param advice what it means, and what to do
public record SchemaChange(
        String column, Kind kind, Optional<String> before, Optional<String> now, boolean survives, String advice) {

    /// The sort of difference.
    public enum Kind {
        ADDED,
        REMOVED,
        WIDENED,
        RETYPED,
        REORDERED
    }

    /// The differences: in the order of the columns now, then those that have gone.
    public static List<SchemaChange> between(List<GlueColumn> before, List<GlueColumn> now) {
        Map<String, String> old = byName(before);
        Map<String, String> current = byName(now);
        List<SchemaChange> changes = new ArrayList<>();
        current.forEach((name, type) -> {
            String was = old.get(name);
            if (was == null) {
                changes.add(added(name, type, goneWith(type, old, current)));
            } else if (!was.equals(type)) {
                changes.add(retyped(name, was, type));
            }
        });
        old.forEach((name, type) -> {
            if (!current.containsKey(name)) {
                changes.add(new SchemaChange(
                        name,
                        Kind.REMOVED,
                        Optional.of(type),
                        Optional.empty(),
                        true,
                        "the table can keep it: newer rows have nulls there"));
            }
        });
        reordered(old, current).ifPresent(changes::add);
        return changes;
    }

    /// The type that a table must declare so that Athena reads files of two types through it: the narrowest; empty when
    /// there is none.
    ///
    /// @param one a Glue type, such as `decimal(12,2)`
    public static Optional<String> widest(String one, String other) {
        return GlueType.parse(one).widest(GlueType.parse(other)).map(type -> type.text(UnaryOperator.identity()));
    }

    private static Map<String, String> byName(List<GlueColumn> columns) {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    /// Columns of that type that have gone: the new one may be one of them, renamed.
    private static List<String> goneWith(String type, Map<String, String> old, Map<String, String> current) {
        return old.entrySet().stream()
                .filter(column -> column.getValue().equals(type) && !current.containsKey(column.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static SchemaChange added(String name, String type, List<String> gone) {
        String renamed = gone.isEmpty()
                ? ""
                : "; if it is %s renamed, Athena takes the two for two columns: keep the old name in a query (%s as %s)"
                        .formatted(String.join(" or ", gone), name, gone.get(0));
        return new SchemaChange(
                name, Kind.ADDED, Optional.empty(), Optional.of(type), true, "older rows have nulls there" + renamed);
    }

    private static SchemaChange retyped(String name, String was, String type) {
        return GlueType.parse(type).reads(GlueType.parse(was))
                ? new SchemaChange(
                        name,
                        Kind.WIDENED,
                        Optional.of(was),
                        Optional.of(type),
                        true,
                        "older files are read as the new type, once the table declares it")
                : new SchemaChange(
                        name,
                        Kind.RETYPED,
                        Optional.of(was),
                        Optional.of(type),
                        false,
                        "Athena can't read the older files as the new type: cast it in a query (%s::…), publish under another name (--name), or publish the older dates again"
                                .formatted(name));
    }

    private static Optional<SchemaChange> reordered(Map<String, String> old, Map<String, String> current) {
        List<String> oldOrder =
                old.keySet().stream().filter(current::containsKey).toList();
        List<String> newOrder =
                current.keySet().stream().filter(old::containsKey).toList();
        for (int i = 0; i < oldOrder.size(); i++) {
            if (!oldOrder.get(i).equals(newOrder.get(i))) {
                return Optional.of(new SchemaChange(
                        newOrder.get(i),
                        Kind.REORDERED,
                        Optional.of(oldOrder.get(i)),
                        Optional.of(newOrder.get(i)),
                        true,
                        "columns go by their names, whatever their order"));
            }
        }
        return Optional.empty();
    }

    /// The difference in one line, without the advice.
    public String text() {
        return switch (kind) {
            case ADDED -> "%s: new, %s".formatted(column, now.orElse(""));
            case REMOVED -> "%s: gone, was %s".formatted(column, before.orElse(""));
            case WIDENED, RETYPED -> "%s: %s, was %s".formatted(column, now.orElse(""), before.orElse(""));
            case REORDERED -> "the columns come in another order, from %s on".formatted(column);
        };
    }
}
