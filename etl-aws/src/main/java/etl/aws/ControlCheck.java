package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.publish.ControlFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Tries whether control files can be created and deleted, and whether the store keeps one of two that are created under
/// one name. Several processes may try at once; nothing is left behind.
///
/// @param files the control files
record ControlCheck(ControlFiles files) {
    /// What is created and deleted.
    private static final String FILE = "check";

    /// How often it begins again: whoever finds the file of another deletes it, which happens once for each process that
    /// tries at the same moment.
    private static final int ATTEMPTS = 30;

    /// Creates a file twice: the second must find the first.
    void run() throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                boolean first = created();
                boolean second = first && created();
                if (!second) {
                    return;
                }
            } finally {
                files.delete(FILE);
            }
        }
        throw EtlException.usage(
                "Cannot publish by %s: the store replaces an object although If-None-Match: * forbids it, so two runs could overwrite each other. Use a store with conditional writes."
                        .formatted(files.uri()));
    }

    /// @return false when the store has found another file and kept it
    private boolean created() throws IOException {
        return files.create(FILE, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }
}
