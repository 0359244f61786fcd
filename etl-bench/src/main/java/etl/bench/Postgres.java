package etl.bench;

import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The benchmark's server, for this process and for those that it starts: through libpq's variables.
///
/// @param password empty when the server asks for none
record Postgres(String host, int port, String database, String user, String password) {

    /// A server that asks for no password.
    static Postgres of(SourceSettings server) {
        return new Postgres(server.host(), server.port(), server.database(), server.user(), "");
    }

    /// The server that `PGHOST`, `PGPORT`, `PGDATABASE` and `PGUSER` name.
    static Postgres ofEnvironment() {
        Map<String, String> environment = System.getenv();
        return new Postgres(
                environment.getOrDefault("PGHOST", "localhost"),
                Integer.parseInt(environment.getOrDefault("PGPORT", "5432")),
                environment.getOrDefault("PGDATABASE", "postgres"),
                environment.getOrDefault("PGUSER", "postgres"),
                environment.getOrDefault("PGPASSWORD", ""));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(host, port, database), user, password);
    }

    /// The environment of a process that is to find this server, and nothing else of ours.
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("PG")
                        || name.startsWith("ETL_")
                        || name.equals("DATABASE_URL")
                        || name.equals("JAVA_TOOL_OPTIONS")
                        || name.equals("JDK_JAVA_OPTIONS"));
        environment.put("PGHOST", host);
        environment.put("PGPORT", Integer.toString(port));
        environment.put("PGDATABASE", database);
        environment.put("PGUSER", user);
        environment.put("PGPASSWORD", password);
        return environment;
    }

    /// Conditions that part a table's pages among so many workers.
    ///
    /// @param relation the table with its schema
    /// @param ctid the name of its `ctid` in the query
    List<String> splits(String relation, String ctid, int workers) throws SQLException {
        long pages = number("select pg_relation_size('" + relation + "') / current_setting('block_size')::bigint");
        List<String> splits = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            String from = "%s >= '(%d,0)'".formatted(ctid, pages * worker / workers);
            String to = " and %s < '(%d,0)'".formatted(ctid, pages * (worker + 1) / workers);
            splits.add(worker == workers - 1 ? from : from + to);
        }
        return splits;
    }

    /// The server's first process, when it runs on this machine under this user.
    OptionalLong process() throws SQLException, IOException {
        Path pidFile = Path.of(text("show data_directory"), "postmaster.pid");
        return Files.isReadable(pidFile)
                ? OptionalLong.of(Long.parseLong(Files.readAllLines(pidFile).getFirst()))
                : OptionalLong.empty();
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
