package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.run.RunPlan.SourceInfo;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Runs whose tasks read more than one database.
class SeveralSourcesTest extends RunCase {
    private static final TaskOptions OF_CRM = TaskOptions.DEFAULT.from("crm");

    private TestDatabase crm;

    @BeforeEach
    void openCrm() {
        crm = TestPostgres.database();
        crm.execute("create table accounts as select n as id, 'account ' || n as name from generate_series(1, 50) as n;"
                + " alter table accounts alter id set not null, alter name set not null");
        database.execute(
                "create table orders as select n as id, n % 50 + 1 as account from generate_series(1, 500) as n;"
                        + " alter table orders alter id set not null, alter account set not null");
    }

    @AfterEach
    void closeCrm() {
        crm.close();
    }

    record OrderRow(int id, int account) {}

    record Account(int id, String name) {}

    record NamedOrder(int id, String account) {}

    private static Task named(int maxRows, String source) {
        Lookup<Integer, Account> accounts =
                new Lookup<>(Table.of(Account.class, "public", "accounts"), Account::id, maxRows).from(source);
        return new Task.Transform<>(
                "named_orders",
                Table.of(OrderRow.class, "public", "orders"),
                NamedOrder.class,
                List.of(accounts),
                (order, lookups) -> new NamedOrder(
                        order.id(),
                        Objects.requireNonNull(lookups.find(accounts, order.account()))
                                .name()));
    }

    private RunSettings settings(Task... tasks) {
        RunSettings plain = settings(2, Reader.COPY, tasks);
        return plain.reading(new Sources(Map.of(
                Sources.DEFAULT,
                Databases.settings(database),
                "crm",
                Databases.settings(crm),
                "unused",
                Databases.settings(database, 1, java.time.Duration.ZERO, java.time.Duration.ZERO))));
    }

    /// Rows that are written in one of the databases, or in both, after the snapshots aren't seen; sources that no task
    /// names aren't asked.
    @Test
    void each_source_has_its_own_snapshot_from_before_the_first_row() throws InterruptedException {
        RunSettings settings = settings(named(50, "crm"), relation("accounts").with(OF_CRM), relation("orders"));
        RunReport report = new Run(settings, event -> {
                    if (event instanceof RunEvent.Planned) {
                        database.execute("insert into orders values (501, 1)");
                        crm.execute("insert into accounts values (51, 'late'); update accounts set name = 'changed'");
                    }
                })
                .execute();
        assertEquals(
                List.of(Sources.DEFAULT, "crm"),
                report.sources().stream().map(SourceInfo::name).toList());
        for (SourceInfo source : report.sources()) {
            assertTrue(source.snapshot().lsn().contains("/"), source.toString());
            assertTrue(source.snapshot().takenAt().endsWith("Z"), source.toString());
        }
        assertEquals(
                List.of(
                        Databases.settings(database).display(),
                        Databases.settings(crm).display()),
                report.sources().stream().map(SourceInfo::display).toList());
        assertPublished("orders", "select * from orders where id <= 500");
        assertPublished("named_orders", "select id, 'account ' || account as account from orders where id <= 500");
        assertEquals(
                sorted(crm.rows("select id, 'account ' || id from accounts where id <= 50")), published("accounts"));
        assertEquals("0", sessionsLeft());
    }

    @Test
    void a_lookup_that_does_not_fit_is_refused_with_the_number_that_would() {
        EtlException refused = assertThrows(EtlException.class, () -> run(settings(named(49, "crm"))));
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(
                refused.getMessage().contains("has 50 rows, more than the 49 that it declares. Declare 50"),
                refused.getMessage());
    }

    @Test
    void a_source_that_is_not_there_is_one_message_with_the_nearest() {
        EtlException refused = assertThrows(
                EtlException.class, () -> run(settings(relation("orders").with(TaskOptions.DEFAULT.from("crn")))));
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertEquals(
                "There is no source 'crn'. Did you mean 'crm'? Known are crm, default, unused.", refused.getMessage());
    }
}
