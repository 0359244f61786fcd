package etl.tasks.run;

import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.jdbc.JdbcSession;
import etl.tasks.run.Finding.State;
import etl.tasks.run.Planning.Look;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.schema.CommittedDescription;
import etl.tasks.source.Connections;
import etl.tasks.source.Database;
import etl.tasks.source.JdbcSettings;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks at the database and at each task as a run would, and reads no row: the same locks, the same descriptions, but
/// what is wrong with one thing doesn't keep it from looking at the next.
public final class SourceCheck {
    /// Ranges of `ctid` are scanned by their pages from this version on.
    private static final int OLDEST_SERVER = 14;

    private static final int NEWEST_KNOWN_SERVER = 18;
    private static final int VERSION_NUMBERS = 10_000;

    private static final String WHO = """
            SELECT pg_catalog.current_setting('server_version'),
              pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
              pg_catalog.pg_is_in_recovery(), role.rolname, role.rolsuper, role.rolbypassrls,
              (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class AS class
                JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
                WHERE class.relkind IN ('r', 'p', 'v', 'f') AND space.nspname <> 'information_schema'
                  AND NOT pg_catalog.starts_with(space.nspname, 'pg_')
                  AND pg_catalog.has_table_privilege(class.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
            FROM pg_catalog.pg_roles AS role WHERE role.rolname = CURRENT_USER
            """;

    private SourceCheck() {}

    /// What was seen of the tasks.
    ///
    /// @param findings one a task, and one for what they need together
    /// @param descriptions those of the tables that have records, as far as these fit
    public record Tasks(List<Finding> findings, List<CommittedDescription> descriptions) {}

    /// Looks at a database: the server and the role, and of one that isn't Postgres what it promises.
    public static List<Finding> database(Database source) {
        return switch (source) {
            case SourceSettings postgres -> database(postgres);
            case JdbcSettings other -> database(other);
        };
    }

    private static List<Finding> database(JdbcSettings source) {
        try (JdbcSession session = JdbcSession.open(source)) {
            String words = session.promise().words() + "; tables are read whole, by one connection";
            return List.of(
                    session.promise().isSnapshot()
                            ? Finding.ok("database", source.display(), session.server() + ". " + words)
                            : Finding.note("database", source.display(), session.server(), words + "."));
        } catch (EtlException problem) {
            return List.of(Finding.problem("database", source.display(), problem));
        }
    }

    private static List<Finding> database(SourceSettings source) {
        try (Connections connections = Connections.open(source, 1, "etl/check");
                Connection connection = connections.connect();
                PreparedStatement statement = connection.prepareStatement(WHO);
                ResultSet row = statement.executeQuery()) {
            row.next();
            List<Finding> findings = List.of(server(source, row), role(row));
            connection.rollback();
            return findings;
        } catch (EtlException problem) {
            return List.of(Finding.problem("database", source.display(), problem));
        } catch (SQLException error) {
            return List.of(Finding.problem("database", source.display(), SourceErrors.of("database", error)));
        }
    }

    private static Finding server(SourceSettings source, ResultSet row) throws SQLException {
        String version = "PostgreSQL " + row.getString(1) + (row.getBoolean(3) ? ", a standby" : "");
        int major = row.getInt(2) / VERSION_NUMBERS;
        if (major < OLDEST_SERVER) {
            return Finding.problem(
                    "database",
                    source.display(),
                    EtlException.usage("%s is too old: tables can be read in parts from %d on. Upgrade the server."
                            .formatted(version, OLDEST_SERVER)));
        }
        return major > NEWEST_KNOWN_SERVER
                ? Finding.note(
                        "database",
                        source.display(),
                        version,
                        "It is newer than this program knows (%d to %d); what it can't read it refuses."
                                .formatted(OLDEST_SERVER, NEWEST_KNOWN_SERVER))
                : Finding.ok("database", source.display(), version);
    }

    private static Finding role(ResultSet row) throws SQLException {
        String name = row.getString(4);
        if (row.getBoolean(5)) {
            return Finding.note(
                    "role",
                    name,
                    "It is a superuser. A run only reads: a role with SELECT on its tables (or pg_read_all_data) is enough.");
        }
        long writable = row.getLong(7);
        String rows = row.getBoolean(6) ? ", and sees every row" : "";
        return writable > 0
                ? Finding.note(
                        "role",
                        name,
                        "It may write to %d relations. A run only reads: SELECT is enough.".formatted(writable))
                : Finding.ok("role", name, "It can only read" + rows);
    }

    /// Looks at every task: its SQL, its record, its lookups.
    public static Tasks tasks(RunSettings settings) {
        List<Look> looks = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try (HeldSources sources =
                HeldSources.connect(settings, "etl/check", retry -> {}, (database, refused) -> refused)) {
            sources.lock();
            Planning planning = new Planning(settings, sources);
            settings.tasks().forEach(task -> looks.add(planning.look(task)));
            for (Look look : looks) {
                findings.add(task(look, look.plan().isPresent() ? planning.unseen(look.task()) : List.of()));
            }
            planning.warnings().forEach(warning -> findings.add(Finding.note("drift", "since the last run", warning)));
            sources.takeSnapshots();
        } catch (EtlException problem) {
            findings.add(Finding.problem("database", settings.sources().main().display(), problem));
        } catch (SQLException error) {
            findings.add(Finding.problem(
                    "database", settings.sources().main().display(), SourceErrors.of("taking a snapshot", error)));
        }
        memory(settings, looks).ifPresent(findings::add);
        Set<CommittedDescription> descriptions = new LinkedHashSet<>();
        for (Look look : looks) {
            look.described().forEach((table, columns) -> descriptions.add(CommittedDescription.of(table, columns)));
        }
        return new Tasks(findings, List.copyOf(descriptions));
    }

    private static Finding task(Look look, List<String> unseen) {
        String name = look.task().name();
        if (look.plan().isEmpty()) {
            List<String> lines = look.problems().stream()
                    .flatMap(problem -> problem.getMessage().lines())
                    .toList();
            ExitCode code = look.problems().get(0).exitCode();
            return new Finding("task", name, State.PROBLEM, lines, Optional.of(code));
        }
        TaskPlan plan = look.plan().get();
        String seen = count(plan.output().columns().size(), "column")
                + ", " + count(plan.splits().size(), "split")
                + (plan.estimatedRows() < 0 ? "" : ", about " + count(plan.estimatedRows(), "row"));
        List<String> lines = new ArrayList<>(List.of(seen));
        look.described().forEach((table, columns) -> stale(table, columns).ifPresent(lines::add));
        lines.addAll(unseen);
        return new Finding("task", name, lines.size() > 1 ? State.NOTE : State.OK, lines, Optional.empty());
    }

    private static Optional<String> stale(Table<?> table, List<SourceColumn> columns) {
        try {
            return CommittedDescription.of(table)
                    .filter(committed -> !committed.equals(CommittedDescription.of(table, columns)))
                    .map(committed -> "The database has changed since " + committed.path()
                            + " was written: --write-descriptions writes it anew.");
        } catch (EtlException unreadable) {
            return Optional.of(unreadable.getMessage());
        }
    }

    private static Optional<Finding> memory(RunSettings settings, List<Look> looks) {
        List<TaskPlan> plans =
                looks.stream().flatMap(look -> look.plan().stream()).toList();
        try {
            Memory memory = Memory.of(settings, plans);
            int workers = memory.workers(settings.workers(), settings.heapBytes());
            return workers < settings.workers()
                    ? Optional.of(Finding.note(
                            "memory",
                            Memory.mib(settings.heapBytes()),
                            "workers: %d instead of %d, the heap holds no more of %s. Raise it (ETL_JAVA_OPTS=-Xmx…) or lower parquet.row-group."
                                    .formatted(workers, settings.workers(), memory.widest())))
                    : Optional.empty();
        } catch (EtlException problem) {
            return Optional.of(Finding.problem("memory", Memory.mib(settings.heapBytes()), problem));
        }
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
