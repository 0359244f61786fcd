package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Sources that are generated from a database of the test's own, and compiled.
class GenerateCase {
    static final String ORDERS = "src/main/java/shop/Orders.java";

    @TempDir
    Path folder;

    TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    void shop() {
        database.execute("""
                create table users (id bigint primary key, email text not null, birth date);
                create table products (id int, kind char(1), name text not null, primary key (id, kind));
                create table orders (id bigint primary key, user_id bigint references users, product_id int not null, product_kind char(1) not null,
                  quantity int not null, amount numeric(12,2) not null, note text,
                  foreign key (product_id, product_kind) references products);
                comment on table orders is 'What was ordered.';
                comment on column orders.amount is 'before tax';
                """);
    }

    void assertRefused(String... argumentsAndMessage) {
        int last = argumentsAndMessage.length - 1;
        List<String> arguments = new ArrayList<>(List.of(argumentsAndMessage).subList(0, last));
        arguments.addAll(List.of("--transform", "combined"));
        Result refused = generate(arguments.toArray(String[]::new));
        assertEquals(2, refused.exitCode(), refused.out());
        assertTrue(refused.err().contains(argumentsAndMessage[last]), refused.err());
    }

    static void assertUnchanged(Result result, String file) {
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(
                result.out().lines().anyMatch(line -> line.startsWith("unchanged") && line.endsWith(file)),
                result.out());
    }

    static Result assertExit(int code, Result result) {
        assertEquals(code, result.exitCode(), result.out() + result.err());
        return result;
    }

    Result generate(String... more) {
        return program()
                .run(Stream.concat(Stream.of("schemas", "generate", "--package", "shop"), Stream.of(more))
                        .toArray(String[]::new));
    }

    /// Compiles what was generated without a warning.
    Path compile() throws IOException {
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes);
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-Xlint:all,-classfile,-path",
                "-Werror",
                "--release",
                "21"));
        for (Path source : files(folder.resolve("src/main/java"))) {
            arguments.add(source.toString());
        }
        var errors = new java.io.ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        assertEquals(0, code, errors::toString);
        Path resources = folder.resolve("src/main/resources");
        for (Path resource : files(resources)) {
            Path copy = classes.resolve(resources.relativize(resource).toString());
            Files.createDirectories(copy.getParent());
            Files.write(copy, Files.readAllBytes(resource));
        }
        return classes;
    }

    /// Runs the program with the classes on its class path, and without the samples.
    <T> T with(Function<Program, T> work) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), "samples: false\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {compile().toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            return work.apply(program());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static List<String> list(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<List<String>> rows(String warehouse, String table) {
        return DuckDb.file(folder.resolve(warehouse) + "/" + table + "/*/*.parquet").stream()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    String read(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

    Program program() {
        return new Program(folder).with(database);
    }
}
