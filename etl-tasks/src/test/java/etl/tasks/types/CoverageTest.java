package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.column.BoolColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.TypeOptions.Target;
import etl.tasks.types.Coverage.Cell;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Cell CELL = new Cell(BoolColumn.class, true, Reading.RELATION, Target.ATHENA);
    private static final int CELLS =
            ColumnType.class.getPermittedSubclasses().length * 2 * Reading.values().length * Target.values().length;

    @Test
    void every_cell_without_a_test_is_a_problem() {
        assertEquals(CELLS, new Coverage(Map.of()).problems().size());
    }

    @Test
    void a_cell_that_is_produced_or_waived_is_none() {
        var coverage = new Coverage(Map.of());
        coverage.produced(CELL);
        assertEquals(CELLS - 1, coverage.problems().size());
        assertEquals(
                CELLS - 1, new Coverage(Map.of(CELL, "a reason")).problems().size());
    }

    @Test
    void a_waiver_of_a_cell_that_is_produced_is_stale() {
        var coverage = new Coverage(Map.of(CELL, "nobody can"));
        coverage.produced(CELL);
        assertEquals(
                "a test produces BoolColumn, nullable, RELATION, ATHENA, which is waived: nobody can",
                coverage.problems().getFirst());
    }
}
