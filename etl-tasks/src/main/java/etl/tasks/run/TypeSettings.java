package etl.tasks.run;

import etl.parquet.TypeChoices;
import etl.parquet.TypeChoices.ColumnChoice;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.tasks.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The choices of types for a run: what holds for all columns, and what is chosen for single ones.
///
/// A choice for a task's column holds wherever the task has a column of that name: of a transform in the record that it
/// reads, in those of its lookups and in the one that it writes.
///
/// @param all what holds where nothing else is chosen
/// @param columns choices by the task's name and the column's name at the destination
public record TypeSettings(TypeOptions all, Map<String, Map<String, ColumnChoice>> columns) {
    private static final String KEY = "types.columns";

    public TypeSettings {
        columns = columns.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
    }

    /// The same for all columns of all tasks.
    public static TypeSettings of(TypeOptions all) {
        return new TypeSettings(all, Map.of());
    }

    /// The choices for the columns of a task.
    public TypeChoices task(String name) {
        return new TypeChoices(all, columns.getOrDefault(name, Map.of()));
    }

    /// The key of a column's choices in the configuration.
    static String key(String task, String column) {
        return KEY + "." + task + "." + column;
    }

    /// What is wrong with the choices for a task's columns: a column that it doesn't have, and null where there can be
    /// none.
    ///
    /// @param names the task's columns by their names at the destination, and whether they may hold nulls
    /// @return one line a problem, with what to do
    List<String> problems(String task, Map<String, Boolean> names) {
        List<String> problems = new ArrayList<>();
        Map<String, ColumnChoice> chosen = new TreeMap<>(columns.getOrDefault(task, Map.of()));
        chosen.forEach((column, choice) -> {
            String key = key(task, column);
            if (!names.containsKey(column)) {
                problems.add("%s: %s has no such column.%s It has %s."
                        .formatted(
                                key,
                                task,
                                Nearest.question(column, names.keySet()),
                                String.join(", ", names.keySet())));
            } else if (choice.onSpecial().equals(Optional.of(OnSpecial.NULL)) && !names.getOrDefault(column, false)) {
                problems.add(
                        "%s.on-special: null needs a component that may be null. Mark it @Nullable in the record of %s, or choose fail or clamp."
                                .formatted(key, task));
            }
        });
        return problems;
    }
}
