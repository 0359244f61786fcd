package etl.tasks.types;

import etl.parquet.column.TypeOptions.Target;
import etl.tasks.types.ValueType.Held;
import etl.tasks.types.ValueType.Value;
import etl.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The table of a group of types: the values below each other in the rows' order, filled up with nulls, and where nulls
/// can't be with the first values again. Values that aren't held everywhere have rows of their own at the end, each
/// special value one.
public final class TypeTable {
    private final TypeGroup group;
    private final List<String> rows = new ArrayList<>();
    private final List<Special> specials = new ArrayList<>();
    private final Map<Held, Integer> lastIds = new HashMap<>();

    /// What the file shows of a value where it isn't what the server prints, by the row's id and the column.
    private final Map<List<Object>, String> shown = new HashMap<>();

    /// A row with a value that can't be held everywhere.
    record Special(TypeGroup group, int id, ValueType type, Value value) {
        @Override
        public String toString() {
            return group + "." + type.column() + " " + value.sql();
        }
    }

    TypeTable(TypeGroup group) {
        this.group = group;
        for (var held : Held.values()) {
            var height = group.types().stream()
                    .mapToInt(type -> type.values(held).size())
                    .max()
                    .orElse(0);
            if (held == Held.EVERYWHERE) {
                IntStream.rangeClosed(0, height).forEach(this::addOrdinary);
            } else {
                group.types().forEach(type -> type.values(held).forEach(value -> addSpecial(type, value)));
            }
            lastIds.put(held, rows.size());
        }
    }

    private void addOrdinary(int index) {
        addRow(
                type -> {
                    var values = type.values(Held.EVERYWHERE);
                    return index < values.size() ? Optional.of(values.get(index)) : Optional.empty();
                },
                index);
    }

    private void addSpecial(ValueType special, Value value) {
        specials.add(new Special(group, rows.size() + 1, special, value));
        addRow(type -> type == special ? Optional.of(value) : Optional.empty(), 0);
    }

    private interface Values {
        Optional<Value> of(ValueType type);
    }

    private void addRow(Values values, int index) {
        var id = rows.size() + 1;
        var cells = new ArrayList<String>();
        for (var type : group.types()) {
            var value = values.of(type);
            var ordinary = type.values(Held.EVERYWHERE);
            var filler = ordinary.get(index % ordinary.size());
            cells.add(value.map(Value::sql).orElse("null"));
            cells.add(filler.sql());
            value.filter(held -> held.held() != Held.NOWHERE)
                    .flatMap(Value::shown)
                    .ifPresent(text -> shown.put(List.of(id, type.column()), text));
            filler.shown().ifPresent(text -> shown.put(List.of(id, type.column() + "_not_null"), text));
        }
        rows.add("(" + id + ", " + String.join(", ", cells) + ")");
    }

    void create(TestDatabase database) {
        var columns = group.types().stream()
                .map(type -> "%1$s %2$s, %1$s_not_null %2$s not null".formatted(type.column(), type.declaration()))
                .collect(Collectors.joining(", "));
        database.execute("create table %s (id int8 primary key, %s)".formatted(group.name(), columns));
        database.execute("insert into " + group.name() + " values " + String.join(", ", rows));
    }

    public TypeGroup group() {
        return group;
    }

    /// The condition on rows that hold no special values for such a run.
    public String condition(Reading reading, Target target) {
        var held = List.of(Held.values()).reversed().stream()
                .filter(candidate -> candidate.in(reading, target))
                .findFirst()
                .orElseThrow();
        return "id <= " + lastIds.get(held);
    }

    /// The rows that hold special values for such a run.
    List<Special> specials(Reading reading, Target target) {
        return specials.stream()
                .filter(special -> !special.value().held().in(reading, target))
                .toList();
    }

    /// The rows of [#specials], as they are in the file where special values become null.
    ///
    /// @param ordinary the other rows
    List<List<@Nullable String>> nulled(Reading reading, Target target, List<List<@Nullable String>> ordinary) {
        var nulled = new ArrayList<List<@Nullable String>>();
        for (var special : specials(reading, target)) {
            var row = new ArrayList<@Nullable String>(List.of(String.valueOf(special.id())));
            for (var type : group.types()) {
                row.add(type == special.type() ? special.value().nulled().orElse(null) : null);
                row.add(ordinary.getFirst().get(row.size()));
            }
            nulled.add(row);
        }
        return nulled;
    }

    /// The names of the columns, in order.
    public List<String> columns() {
        var columns = new ArrayList<>(List.of("id"));
        for (var type : group.types()) {
            columns.add(type.column());
            columns.add(type.column() + "_not_null");
        }
        return columns;
    }

    /// The rows as readers of the files see them, in the order of their ids.
    ///
    /// @param file what the file holds of a type, in SQL where `%s` is the column
    public List<List<@Nullable String>> expected(
            TestDatabase database, String condition, Function<ValueType, String> file) {
        var select = new StringBuilder("select id");
        for (var type : group.types()) {
            select.append(", ").append(file.apply(type).formatted(type.column()));
            select.append(", ").append(file.apply(type).formatted(type.column() + "_not_null"));
        }
        var expected = new ArrayList<List<@Nullable String>>();
        for (var row : database.rows(select + " from " + group.name() + " where " + condition + " order by id")) {
            var texts = new ArrayList<@Nullable String>();
            for (var i = 0; i < row.size(); i++) {
                var key = List.<Object>of(
                        Integer.valueOf(row.getFirst()), columns().get(i));
                texts.add(shown.getOrDefault(key, row.get(i)));
            }
            expected.add(texts);
        }
        return expected;
    }
}
