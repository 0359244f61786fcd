package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemasDiffTest {
    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        database.execute("create table fruit (id int, color text, weight int, price numeric(9,2), place date)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void each_difference_from_the_files_published_last_is_judged() {
        String[] diff = {"schemas", "diff", "--table", "fruit", "--dest", "file:warehouse"};
        Result nothing = program().run(diff);
        assertEquals(0, nothing.exitCode(), nothing.err());
        assertEquals("fruit: there is nothing to compare with", nothing.out().strip());

        assertEquals(
                0,
                program()
                        .run("run", "--table", "fruit", "--dest", "file:warehouse")
                        .exitCode());
        Result same = program().run(diff);
        assertEquals("fruit: compared with the files published last\n  no difference\n", same.out());

        database.execute(
                "alter table fruit alter id type bigint, drop color, add colour text, alter price type numeric(12,3)");
        Result survives = program().run(diff);
        assertEquals(0, survives.exitCode(), survives.out());
        for (String line : List.of(
                "  Athena survives   file      id: bigint, was int: older files are read as the new type",
                "  Athena survives   file      price: decimal(12,3), was decimal(9,2): older files",
                "  Athena survives   file      colour: new, string: older rows have nulls there; if it is color renamed, Athena takes the two for two columns",
                "  Athena survives   file      color: gone, was string: the table can keep it")) {
            assertTrue(survives.out().lines().anyMatch(shown -> shown.startsWith(line)), line + "\n" + survives.out());
        }

        database.execute("alter table fruit alter place type text, alter weight type smallint");
        Result breaks = program().run(diff);
        assertEquals(20, breaks.exitCode());
        assertTrue(breaks.out().contains("  Athena breaks     file      place: string, was date"), breaks.out());
        assertTrue(breaks.out().contains("  Athena breaks     file      weight: smallint, was int"), breaks.out());
    }

    @Test
    void a_record_is_compared_with_its_table_and_its_files() {
        assertEquals(0, program().run("insert-data", "--rows", "0").exitCode());
        assertEquals(
                0,
                program()
                        .run("run", "--task", "users", "--dest", "file:warehouse")
                        .exitCode());
        database.execute("alter table users drop column country, add colour text");

        Result result = program().run("schemas", "diff", "--task", "users", "--dest", "file:warehouse", "-o", "json");

        assertEquals(20, result.exitCode(), result.out());
        JsonNode task =
                JsonMapper.builder().build().readTree(result.out()).get("tasks").get(0);
        assertEquals(
                List.of("database_and_record", "file"),
                task.get("compared").valueStream().map(JsonNode::asString).toList());
        JsonNode gone = task.get("differences").get(0);
        assertEquals("run_stops", gone.get("judgement").asString());
        assertTrue(gone.get("what").asString().contains("country: the record says String"), gone::toString);
        assertTrue(
                task.get("differences")
                        .toString()
                        .contains("colour: the database says text, the record has no such component"),
                task::toString);
    }

    @Test
    void the_files_on_s3__and_the_glue_table_are_compared_too() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        try (TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/"));
            Program program = program()
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION);
            String[] run = {"run", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "nightly"};
            assertEquals(0, program.run(run).exitCode());
            database.execute("alter table fruit add note text");

            for (String flag : List.of("--crawler=nightly", "--catalog-database=shop")) {
                Result result = program.run("schemas", "diff", "--table", "fruit", "--dest", bucket.uri("shop/"), flag);
                assertEquals(0, result.exitCode(), result.err());
                assertTrue(
                        result.out().contains("compared with the files published last, the Glue table"), result.out());
                assertTrue(result.out().contains("  Athena survives   glue      note: new, string"), result.out());
            }
            Result none = program.run("schemas", "diff", "--table", "fruit", "--catalog-database", "nothing");
            assertTrue(none.out().contains("nothing to compare with"), none.out());
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private Program program() {
        return new Program(folder).with(database);
    }
}
