package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.cli.DemoDatabase;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import etl.tasks.source.SourceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class EmbeddedDemoDatabaseTest {
    @Test
    void the_program_finds_it_as_a_service() {
        assertInstanceOf(
                EmbeddedDemoDatabase.class,
                ServiceLoader.load(DemoDatabase.class).findFirst().orElseThrow());
    }

    @Test
    void it_holds_the_shop_while_it_runs_and_leaves_nothing() throws Exception {
        EmbeddedDemoDatabase database = new EmbeddedDemoDatabase();
        SourceSettings settings = database.start();
        Path data;
        try (database;
                Connection connection = connect(settings)) {
            ShopData.fill(connection, ShopSizes.of(100), 1, Existing.REFUSE, FillProgress.NONE);

            assertEquals("100", text(connection, "select count(*) from public.orders"));
            assertEquals("UTF8", text(connection, "show server_encoding"));
            data = Path.of(text(connection, "show data_directory"));
        }

        assertFalse(Files.exists(data), data::toString);
        assertThrows(SQLException.class, () -> connect(settings));
    }

    @Test
    void it_is_started_once() throws Exception {
        try (EmbeddedDemoDatabase database = new EmbeddedDemoDatabase()) {
            database.start();

            assertThrows(IllegalStateException.class, database::start);
        }
    }

    @Test
    void closing_what_never_started_does_nothing() throws Exception {
        new EmbeddedDemoDatabase().close();
    }

    private static Connection connect(SourceSettings settings) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(settings.host(), settings.port(), settings.database()),
                settings.user(),
                settings.password().get());
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
