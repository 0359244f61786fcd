package etl.tasks.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.tasks.EtlException;
import etl.tasks.source.Fault.Reaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
    @ParameterizedTest
    @CsvSource({
        "08000, SPLIT_AGAIN, 10",
        "08001, SPLIT_AGAIN, 10",
        "08003, SPLIT_AGAIN, 10",
        "08006, SPLIT_AGAIN, 10",
        "08P01, SPLIT_AGAIN, 10",
        "57P01, SPLIT_AGAIN, 10",
        "57P02, SPLIT_AGAIN, 10",
        "57P03, SPLIT_AGAIN, 10",
        "53300, SPLIT_AGAIN, 10",
        "40001, RUN_AGAIN, 10",
        "40P01, RUN_AGAIN, 10",
        "57014, RUN_AGAIN, 10",
        "53200, RUN_AGAIN, 10",
        "25P03, RUN_AGAIN, 10",
        "25P04, RUN_AGAIN, 10",
        "28000, STOP, 2",
        "28P01, STOP, 2",
        "08004, STOP, 2",
        "3D000, STOP, 2",
        "42P01, STOP, 2",
        "42501, STOP, 2",
        "42704, STOP, 2",
        "25006, STOP, 2",
        "0A000, STOP, 2",
        "55P03, LOCK_AGAIN, 21",
        "22003, STOP, 22",
        "22023, STOP, 22",
        "XX000, STOP, 23",
        "XX001, STOP, 23",
        "XX002, STOP, 23",
        "53100, STOP, 23",
        "57P04, STOP, 10",
        "57P05, STOP, 10",
        "55000, STOP, 10",
        "40002, STOP, 10",
        "25P02, STOP, 10",
        "53400, STOP, 10",
        "'', STOP, 10",
        "'0', STOP, 10"
    })
    void each_code_has_one_reaction_and_one_exit_code(String state, Reaction reaction, int exitCode) {
        assertEquals(reaction, Fault.of(state).reaction());
        assertEquals(exitCode, Fault.of(state).exitCode().code());
    }

    @Test
    void a_snapshot_that_cannot_be_imported_is_lost_whatever_the_code() {
        for (String state : new String[] {"22023", "42704", "55000"}) {
            SQLException lost = new SnapshotLostException("00000003-1", new SQLException("gone", state));
            assertEquals(Fault.TRANSACTION, Fault.of(lost));
            assertEquals(Fault.TRANSACTION, Fault.of(SourceErrors.of("orders", lost)));
        }
    }

    @Test
    void a_worker_that_waits_behind_somebody_who_waits_for_the_run_makes_it_begin_again() {
        SQLException overtaken = OvertakenException.of(new SQLException("canceling statement", "55P03"));
        assertEquals(Reaction.RUN_AGAIN, Fault.of(overtaken).reaction());
        assertEquals(Fault.OVERTAKEN, Fault.of(SourceErrors.of("orders", overtaken)));
        assertEquals(21, Fault.of(overtaken).exitCode().code());
    }

    @Test
    void what_was_tried_often_enough_is_not_tried_again() {
        EtlException once = SourceErrors.of("orders", new SQLException("ended", "57P01"));
        assertEquals(Reaction.SPLIT_AGAIN, Fault.of(once).reaction());
        EtlException often = new EtlException(once.exitCode(), once.getMessage() + " It was tried 4 times.", once);
        assertEquals(Reaction.STOP, Fault.of(often).reaction());
        assertEquals(Reaction.STOP, Fault.of(EtlException.usage("of no error")).reaction());
    }

    @Test
    void the_documented_table_is_the_programs() throws IOException {
        String page = Files.readString(Path.of("../docs/exit-codes.md"));
        Matcher rows = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| (\\d+) \\|$")
                .matcher(page);
        int codes = 0;
        while (rows.find()) {
            for (String code : rows.group(2).split(", ")) {
                Fault fault = Fault.of(code.replace("x", "0"));
                assertEquals(rows.group(4), String.valueOf(fault.exitCode().code()), code);
                assertEquals(
                        rows.group(3),
                        switch (fault.reaction()) {
                            case SPLIT_AGAIN -> "reads the split again";
                            case RUN_AGAIN -> "does the whole run again";
                            case LOCK_AGAIN -> "asks for the lock again";
                            case STOP -> "ends";
                        },
                        code);
                codes++;
            }
        }
        assertEquals(25, codes);
    }
}
