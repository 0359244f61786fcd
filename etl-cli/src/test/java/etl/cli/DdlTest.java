package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class DdlTest {
    private static final TestDatabase DATABASE = TestPostgres.database();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DATABASE.execute("""
                create type public.place as (street text, "date" date, at numeric(9,2)[]);
                create table public.visits (id int not null, "From" public.place, tags text[], price numeric(12,2),
                  at timestamptz, "table" text);
                comment on table public.visits is 'Who''s been
                where';
                comment on column public.visits."From" is 'C:\\ drive';
                """);
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void the_statement_has_the_files_columns_and_the_catalogs_comments() {
        Result result = program().run("describe", "--table", "visits", "--ddl", "--dest", "s3://lake/shop");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals("""
                CREATE EXTERNAL TABLE IF NOT EXISTS `visits` (
                  `id` int,
                  `from` struct<`street`:string,`date`:date,`at`:array<decimal(9,2)>> COMMENT 'C:\\\\ drive',
                  `tags` array<string>,
                  `price` decimal(12,2),
                  `at` timestamp,
                  `table` string
                )
                COMMENT 'Who\\'s been where'
                PARTITIONED BY (`dt` string)
                STORED AS PARQUET
                LOCATION 's3://lake/shop/visits/';

                CREATE OR REPLACE VIEW "visits_latest" AS
                SELECT * FROM "visits"
                WHERE "dt" = (SELECT max("dt") FROM "visits$partitions");
                """, result.out().stripTrailing() + "\n");
    }

    @Test
    void the_database_is_named_and_a_place_on_this_machine_is_not() {
        Result result = program()
                .run(
                        "describe",
                        "--table",
                        "visits",
                        "--ddl",
                        "--dest",
                        "file:x",
                        "--catalog-database",
                        "shop",
                        "-o",
                        "json");

        String ddl = JsonMapper.builder()
                .build()
                .readTree(result.out())
                .get("tasks")
                .get(0)
                .get("ddl")
                .asString();
        assertTrue(ddl.startsWith("CREATE EXTERNAL TABLE IF NOT EXISTS `shop`.`visits` ("), ddl);
        assertTrue(ddl.endsWith("LOCATION 's3://BUCKET/PREFIX/visits/'"), ddl);
    }

    private Program program() {
        return new Program(folder).with(DATABASE);
    }
}
