package etl.cli.report;

import etl.cli.output.Json;
import etl.tasks.EtlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The file that `--report` names. It is there whole or not at all.
///
/// @param path where it will be
public record ReportFile(Path path) {

    /// @throws EtlException when the file can't be written, before the run begins
    public ReportFile {
        Path folder = folder(path);
        if (Files.isDirectory(path)) {
            throw EtlException.usage("--report: " + path + " is a folder. Name a file.");
        }
        if (!Files.isDirectory(folder)) {
            throw EtlException.usage(
                    "--report: the folder " + folder + " doesn't exist. Make it, or name another file.");
        }
        if (!Files.isWritable(folder)) {
            throw EtlException.usage("--report: no permission to write to " + folder + ". Name another file.");
        }
    }

    public void write(ReportDocument document) throws IOException {
        // A thread that was asked to stop can't write to files otherwise; this is its last one.
        Thread.interrupted();
        Path temporary = Files.createTempFile(folder(path), ".etl-report-", ".json");
        try {
            Files.writeString(temporary, Json.text(document) + System.lineSeparator());
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path folder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        return folder == null ? path : folder;
    }
}
