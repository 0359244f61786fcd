package etl.tasks.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunReport.TaskReport;
import etl.tasks.run.RunSettings;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.source.Databases;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sample tasks from end to end: what DuckDB reads from their files is what Postgres answers.
class ShopRunTest {
    private static final int ORDERS = 10_000;
    private static final TestDatabase DB = TestPostgres.database();

    /// The same rows in SQL, by the name of the task. The column that comes first is unique.
    private static final Map<String, String> IN_SQL = Map.of(
            "orders",
            """
            select id, user_id, product_id, status, country, currency, quantity, amount, reference, attributes, created_at
            from public.orders
            """,
            "users",
            "select id, email, name, country, birth_date, newsletter, loyalty_points, created_at from public.users",
            "products",
            """
            select id, sku, name, category, price, weight_kg, rating, in_stock, created_at from public.products
            """,
            "combined_orders",
            CombinedOrders.inSql());

    @BeforeAll
    static void fillTheShop() throws SQLException {
        try (Connection connection = DB.connect()) {
            ShopData.fill(connection, ShopSizes.of(ORDERS), 7, Existing.REFUSE, FillProgress.NONE);
        }
    }

    @AfterAll
    static void dropDatabase() {
        DB.close();
    }

    @ParameterizedTest
    @EnumSource
    void every_task_gives_the_rows_of_the_same_query_in_sql(Reader reader, @TempDir Path warehouse)
            throws InterruptedException {
        List<Task> tasks = new ShopTasks().tasks();

        RunReport report = run(tasks, reader, warehouse);

        for (Task task : tasks) {
            assertEquals(
                    DB.rows(IN_SQL.get(task.name()) + " order by 1"),
                    DuckDb.rows("select * from "
                            + DuckDb.table(warehouse
                                    .resolve(task.name() + "/**/*.parquet")
                                    .toString())
                            + " order by 1"),
                    task.name());
        }
        Map<String, Long> written =
                report.tasks().stream().collect(Collectors.toMap(TaskReport::task, TaskReport::rowsWritten));
        assertEquals(ORDERS, written.get("orders"));
        assertEquals(
                DB.text("select count(*) from orders where status = 'active' and user_id is not null"),
                String.valueOf(written.get("combined_orders")));
        assertTrue(
                report.tasks().stream()
                        .flatMap(task -> task.columns().stream())
                        .allMatch(column -> column.truncated() == 0),
                "the sample data loses nothing");
    }

    private static RunReport run(List<Task> tasks, Reader reader, Path warehouse) throws InterruptedException {
        RunSettings settings = new RunSettings(
                Databases.settings(DB),
                tasks,
                LocalDate.of(2026, 11, 22),
                new LocalDestination(warehouse),
                new NoCatalog(),
                2,
                reader,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeOptions.DEFAULT,
                1L << 30);
        return new Run(settings, event -> {}).execute();
    }
}
