package etl.parquet;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Records of any width, compiled when they are asked for.
final class WideRecords {
    private WideRecords() {}

    /// A record whose components are `long c0`, `long c1` and so on; Java allows 127 of them.
    static Class<? extends Record> ofLongs(int width) throws IOException, ReflectiveOperationException {
        String name = "Wide" + width;
        String components =
                IntStream.range(0, width).mapToObj(i -> "long c" + i).collect(Collectors.joining(", "));
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name + ".java"), javax.tools.JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return "public record " + name + "(" + components + ") {}";
                    }
                };
        Path directory = Files.createTempDirectory("wide");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        null, null, null, List.of("-d", directory.toString()), null, List.of(source))
                .call();
        if (!compiled) {
            throw new IllegalArgumentException("Java has no record of " + width + " longs");
        }
        URL[] path = {directory.toUri().toURL()};
        return URLClassLoader.newInstance(path).loadClass(name).asSubclass(Record.class);
    }
}
