package etl.tasks.types;

import etl.parquet.column.ColumnType;
import etl.parquet.column.TypeOptions.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The verdict on what was tested: each column type, in each way from a column to a file, was produced by a test or is
/// waived with a reason.
final class Coverage {
    /// What no test produces, and why.
    static final Map<Cell, String> WAIVED = Map.of();

    private final Map<Cell, String> waived;
    private final Set<Cell> produced = new HashSet<>();

    /// A way from a column to a file.
    ///
    /// @param type the column's type as it is read
    record Cell(Class<?> type, boolean nullable, Reading reading, Target target) {
        @Override
        public String toString() {
            return "%s, %s, %s, %s"
                    .formatted(type.getSimpleName(), nullable ? "nullable" : "not null", reading, target);
        }
    }

    /// @param waived cells that no test produces, each with the reason
    Coverage(Map<Cell, String> waived) {
        this.waived = waived;
    }

    /// Values came by this way and were as they should.
    void produced(Cell cell) {
        produced.add(cell);
    }

    /// What is wrong: cells without a test, and waivers of cells that have one. The cells follow from the sealed type.
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Class<?> type : ColumnType.class.getPermittedSubclasses()) {
            for (Reading reading : Reading.values()) {
                for (Target target : Target.values()) {
                    for (boolean nullable : new boolean[] {true, false}) {
                        judge(new Cell(type, nullable, reading, target), problems);
                    }
                }
            }
        }
        problems.sort(Comparator.naturalOrder());
        return problems;
    }

    private void judge(Cell cell, List<String> problems) {
        if (!produced.contains(cell) && !waived.containsKey(cell)) {
            problems.add("no test produces " + cell);
        }
        if (produced.contains(cell) && waived.containsKey(cell)) {
            problems.add("a test produces " + cell + ", which is waived: " + waived.get(cell));
        }
    }
}
