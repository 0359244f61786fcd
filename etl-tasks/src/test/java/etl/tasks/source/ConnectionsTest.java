package etl.tasks.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static EtlException refused(SourceSettings settings) {
        return assertThrows(
                EtlException.class,
                () -> Connections.open(settings, 2, "etl/test").close());
    }

    @Test
    void a_wrong_password_says_which_settings_give_it_and_never_shows_it() {
        try (TestDatabase database = TestPostgres.database()) {
            EtlException error = refused(SourceSettings.of(
                    database.host(), database.port(), database.database(), database.user(), () -> "hunter2"));
            assertEquals(ExitCode.USAGE, error.exitCode());
            assertTrue(error.getMessage().contains("refuses the login"), error.getMessage());
            assertTrue(error.getMessage().contains("PGPASSWORD"), error.getMessage());
            assertFalse(error.getMessage().contains("hunter2"), error.getMessage());
        }
    }

    @Test
    void a_database_that_is_not_there_is_a_usage_error() {
        try (TestDatabase database = TestPostgres.database()) {
            EtlException error = refused(SourceSettings.of(
                    database.host(), database.port(), "no_such_db", database.user(), database::password));
            assertEquals(ExitCode.USAGE, error.exitCode());
            assertTrue(error.getMessage().contains("no_such_db"), error.getMessage());
        }
    }

    @Test
    void a_port_where_nobody_listens_is_an_unavailable_source() {
        EtlException error = refused(SourceSettings.of("localhost", 1, "shop", "reader", () -> null));
        assertEquals(ExitCode.SOURCE_UNAVAILABLE, error.exitCode());
        assertTrue(error.getMessage().contains("can't be reached: "), error.getMessage());
    }

    @Test
    void a_host_that_has_no_address_is_an_unavailable_source() {
        EtlException error = refused(SourceSettings.of("no-such-host.invalid", 5432, "shop", "reader", () -> null));
        assertEquals(ExitCode.SOURCE_UNAVAILABLE, error.exitCode());
        assertTrue(error.getMessage().contains("no-such-host.invalid"), error.getMessage());
    }
}
