package etl.cli;

import etl.tasks.source.SourceSettings;
import java.io.IOException;

/// A Postgres server that `etl demo` starts for itself; found by `ServiceLoader`, because the program is shipped with
/// it and the image without.
public interface DemoDatabase extends AutoCloseable {

    /// Starts an empty database and says how to reach it. Called once.
    ///
    /// @throws etl.tasks.EtlException when this machine can't run it, with what to do
    SourceSettings start() throws IOException, InterruptedException;

    /// Stops the server and removes its files. Does nothing when it was never started.
    @Override
    void close() throws IOException;
}
