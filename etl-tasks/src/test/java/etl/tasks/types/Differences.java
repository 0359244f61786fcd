package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The differences between what should be in the files of a run and what two readers find there.
final class Differences {
    private static final int SHOWN = 20;

    private final Path folder;
    private final List<String> found = new ArrayList<>();

    /// @param folder the run's destination
    Differences(Path folder) {
        this.folder = folder;
    }

    /// Compares the file of a table.
    ///
    /// @param expected the rows in the order of their ids
    void add(TypeTable table, List<List<@Nullable String>> expected) {
        var file = file(table.group());
        add(table, expected, DuckDb.file(file), "DuckDB");
        add(table, expected, ParquetJava.rows(file), "parquet-java");
    }

    private void add(
            TypeTable table, List<List<@Nullable String>> expected, List<List<@Nullable String>> rows, String reader) {
        var actual = rows.stream()
                .sorted(Comparator.comparing(row -> Long.valueOf(row.getFirst())))
                .toList();
        assertEquals(expected.size(), actual.size(), table.group() + " by " + reader);
        for (var row = 0; row < expected.size(); row++) {
            for (var column = 0; column < table.columns().size(); column++) {
                var wanted = expected.get(row).get(column);
                var read = actual.get(row).get(column);
                if (!Objects.equals(wanted, read)) {
                    found.add("%s.%s, id %s, by %s: %s is what should be there, and %s is"
                            .formatted(
                                    table.group(),
                                    table.columns().get(column),
                                    expected.get(row).getFirst(),
                                    reader,
                                    shortened(wanted),
                                    shortened(read)));
                }
            }
        }
    }

    /// Fails when there are any.
    void assertNone() {
        if (!found.isEmpty()) {
            fail(found.size() + " differences:\n" + found.stream().limit(SHOWN).collect(Collectors.joining("\n")));
        }
    }

    static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() < 200 ? text : text.substring(0, 200) + " …";
    }

    /// The file of a group: one, since the tables are small.
    private Path file(TypeGroup group) {
        try (var files = Files.list(folder.resolve(group.name()).resolve("dt=" + TypeRuns.DATE))) {
            var inPartition = files.toList();
            assertEquals(1, inPartition.size());
            return inPartition.getFirst();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
