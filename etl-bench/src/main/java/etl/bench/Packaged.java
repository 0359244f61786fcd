package etl.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where the packaged program is.
final class Packaged {
    @Option(names = "--launcher", required = true, description = "The packaged program's launcher.")
    private Path launcher = Path.of("");

    @Option(names = "--tasks", required = true, description = "The jar that holds the task lineitem.")
    private Path tasks = Path.of("");

    Path launcher() {
        return launcher.toAbsolutePath();
    }

    Path tasks() {
        return tasks.toAbsolutePath();
    }
}
