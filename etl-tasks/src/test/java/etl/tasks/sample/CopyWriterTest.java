package etl.tasks.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.tasks.sample.SampleTables.Rows;
import etl.tasks.sample.SampleTables.SampleTable;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CopyWriterTest {
    private static final long[] UNSCALED = {
        0,
        1,
        -1,
        9,
        10,
        99,
        100,
        9_999,
        10_000,
        10_001,
        99_999_999,
        100_000_000,
        100_000_001,
        12_345_678_901L,
        -1_000_000_000_000L,
        999_999_999_999_999_999L,
        Long.MAX_VALUE,
        -Long.MAX_VALUE
    };

    @Test
    void the_server_reads_every_type_as_it_was_meant() throws SQLException {
        String text = "Zoë, \"𠮷\"\t\\ \n😀";
        UUID uuid = UUID.fromString("01234567-89ab-4def-8123-456789abcdef");
        try (TestDatabase db = TestPostgres.database()) {
            fill(
                    db,
                    "b bool, s int2, i int4, l int8, r float4, f float8, d date, t timestamptz, u uuid, y bytea, x text, c char(3), j jsonb",
                    out -> {
                        out.row(13);
                        out.bool(true);
                        out.int2(Short.MIN_VALUE);
                        out.int4(Integer.MIN_VALUE);
                        out.int8(Long.MIN_VALUE);
                        out.float4(-0.1f);
                        out.float8(Math.PI);
                        out.date((int) LocalDate.of(1969, 12, 31).toEpochDay());
                        out.timestamp(Instant.parse("1999-12-31T23:59:59.999Z").toEpochMilli());
                        out.uuid(uuid);
                        out.bytes(new byte[] {0, -1, 127});
                        out.text(text);
                        out.text("EUR");
                        out.jsonb("{\"a\": [1, null]}");
                        out.row(13);
                        for (int i = 0; i < 13; i++) {
                            out.none();
                        }
                    });

            List<List<String>> expected = new ArrayList<>();
            expected.add(List.of(
                    "true",
                    "-32768",
                    "-2147483648",
                    "-9223372036854775808",
                    "-0.1",
                    "3.141592653589793",
                    "1969-12-31",
                    "1999-12-31 23:59:59.999+00",
                    uuid.toString(),
                    "\\x00ff7f",
                    text,
                    "EUR",
                    "{\"a\": [1, null]}"));
            expected.add(new ArrayList<>(java.util.Collections.nCopies(13, null)));
            assertEquals(expected, db.rows("select * from sample order by l nulls last"));
        }
    }

    @Test
    void the_server_reads_numerics_of_every_scale_as_they_were_meant() throws SQLException {
        List<String> expected = new ArrayList<>();
        for (int scale = 0; scale <= 12; scale++) {
            for (long unscaled : UNSCALED) {
                expected.add(BigDecimal.valueOf(unscaled, scale).toPlainString());
            }
        }
        try (TestDatabase db = TestPostgres.database()) {
            fill(db, "id int, n numeric", out -> {
                int id = 0;
                for (int scale = 0; scale <= 12; scale++) {
                    for (long unscaled : UNSCALED) {
                        out.row(2);
                        out.int4(id++);
                        out.numeric(unscaled, scale);
                    }
                }
            });

            assertEquals(
                    expected,
                    db.rows("select n from sample order by id").stream()
                            .map(List::getFirst)
                            .toList());
            assertEquals(
                    "0",
                    db.text(
                            "select count(*) from sample where n <> n::text::numeric or numeric_send(n) <> numeric_send(n::text::numeric)"),
                    "what was sent is the canonical form");
        }
    }

    @Test
    void a_text_larger_than_the_buffer_is_sent_whole() throws SQLException {
        String large = "ä".repeat(1 << 20);
        try (TestDatabase db = TestPostgres.database()) {
            fill(db, "x text, y text", out -> {
                for (int i = 0; i < 3; i++) {
                    out.row(2);
                    out.text(large);
                    out.text("after");
                }
            });

            assertEquals(
                    List.of(List.of("3", Integer.toString(large.getBytes(StandardCharsets.UTF_8).length), "after")),
                    db.rows("select count(*), min(octet_length(x)), max(y) from sample"));
        }
    }

    @Test
    void progress_counts_up_to_the_rows_that_were_sent() throws SQLException {
        List<Long> told = new ArrayList<>();
        try (TestDatabase db = TestPostgres.database();
                Connection connection = db.connect()) {
            List<FilledTable> filled = tables("n int", out -> {
                        for (int i = 0; i < 50_000; i++) {
                            out.row(1);
                            out.int4(i);
                        }
                    })
                    .fill(connection, Existing.REFUSE, (table, rows, expected) -> told.add(rows));

            assertEquals(50_000, filled.getFirst().rows());
            assertEquals(List.of(16_384L, 32_768L, 49_152L, 50_000L), told);
        }
    }

    private static void fill(TestDatabase db, String columns, Rows rows) throws SQLException {
        try (Connection connection = db.connect()) {
            tables(columns, rows).fill(connection, Existing.REFUSE, FillProgress.NONE);
        }
    }

    private static SampleTables tables(String columns, Rows rows) {
        return new SampleTables(
                List.of(new SampleTable("sample", 1, rows)),
                List.of(),
                "create table public.sample (" + columns + ")",
                "analyze public.sample");
    }
}
