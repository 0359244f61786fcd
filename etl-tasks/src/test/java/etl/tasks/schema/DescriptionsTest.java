package etl.tasks.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.SourceColumn;
import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Connections;
import etl.tasks.source.Databases;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionsTest {
    private static List<SourceColumn> describe(TestDatabase database, String sql, Nulls nulls) throws SQLException {
        try (Connections connections = Databases.connections(database);
                Connection session = connections.connect()) {
            return Descriptions.describe(session, sql, nulls);
        }
    }

    @Test
    void every_column_is_described_by_its_exact_type_and_modifier() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            database.execute("""
                    create schema other;
                    create type other.mood as enum ('sad', 'glad');
                    create domain price as numeric(12,2) not null;
                    create table t (id serial primary key, free numeric, exact numeric(12,2), thousands numeric(5,-3), p price,
                      m other.mood, letter "char", tags text[], doc jsonb not null)
                    """);
            assertEquals(
                    List.of(
                            new SourceColumn("id", PostgresType.of("int4", -1), false),
                            new SourceColumn("free", PostgresType.of("numeric", -1), true),
                            new SourceColumn("exact", PostgresType.of("numeric", (12 << 16 | 2) + 4), true),
                            new SourceColumn("thousands", PostgresType.of("numeric", (5 << 16 | 0x7FD) + 4), true),
                            new SourceColumn("p", PostgresType.of("numeric", (12 << 16 | 2) + 4), true),
                            new SourceColumn("m", PostgresType.of("other", "mood", Kind.ENUM, -1), true),
                            new SourceColumn("letter", PostgresType.of("char", -1), true),
                            new SourceColumn("tags", PostgresType.arrayOf(PostgresType.of("text")), true),
                            new SourceColumn("doc", PostgresType.of("jsonb", -1), false)),
                    describe(database, "select * from t", Nulls.FROM_CATALOG));
        }
    }

    @Test
    void a_question_mark_is_an_operator() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            assertEquals(
                    List.of(new SourceColumn("has", PostgresType.of("bool"), true)),
                    describe(database, "select '{\"k\": 1}'::jsonb ? 'k' as has", Nulls.POSSIBLE));
        }
    }

    @Test
    void nothing_is_executed() throws SQLException {
        try (TestDatabase database = TestPostgres.database()) {
            assertEquals(
                    1,
                    describe(database, "select 1 / 0 as never", Nulls.POSSIBLE).size());
        }
    }
}
