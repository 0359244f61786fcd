package etl.tasks.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.EtlException;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import io.trino.tpch.Distributions;
import io.trino.tpch.TextPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TpchDataTest {
    @Test
    void the_tables_hold_the_rows_of_tpchs_own_generator() throws SQLException {
        try (TestDatabase db = TestPostgres.database();
                Connection connection = db.connect()) {
            List<FilledTable> filled = TpchData.fill(connection, 0.01, Existing.REFUSE, FillProgress.NONE);

            assertEquals(
                    List.of("public.tpch_orders 15000", "public.lineitem 60175"),
                    filled.stream()
                            .map(table -> table.table() + " " + table.rows())
                            .toList());
            assertEquals(
                    "1|1552|93|1|17.00|24710.35|0.04|0.02|N|O|1996-03-13|1996-02-12|1996-03-22|DELIVER IN PERSON|TRUCK|egular courts above the",
                    db.text(
                            "select concat_ws('|', variadic array(select value from json_each_text(row_to_json(l)))) from lineitem l where l_orderkey = 1 and l_linenumber = 1"));
            assertEquals(
                    "1|370|O|172799.49|1996-01-02|5-LOW|Clerk#000000951|0|nstructions sleep furiously among ",
                    db.text(
                            "select concat_ws('|', variadic array(select value from json_each_text(row_to_json(o)))) from tpch_orders o where o_orderkey = 1"));
            assertEquals(
                    "0",
                    db.text(
                            "select count(*) from lineitem where not exists (select from tpch_orders where o_orderkey = l_orderkey)"));
        }
    }

    @Test
    void the_text_is_that_of_tpchs_own_generator() {
        int size = 1 << 20;
        TextPool own = new TextPool(size, Distributions.getDefaultDistributions());
        TpchText ours = new TpchText(size);

        assertEquals(own.size(), ours.size());
        assertEquals(own.getText(0, size), ours.getText(0, size));
    }

    @Test
    void a_scale_of_nothing_is_refused() throws SQLException {
        try (TestDatabase db = TestPostgres.database();
                Connection connection = db.connect()) {
            for (double scale : new double[] {0, -1, Double.NaN}) {
                assertThrows(
                        EtlException.class, () -> TpchData.fill(connection, scale, Existing.REFUSE, FillProgress.NONE));
            }
        }
    }
}
