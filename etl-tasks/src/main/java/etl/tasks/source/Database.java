package etl.tasks.source;

import java.time.Duration;

/// How to reach a database that a run reads, of whatever make.
public sealed interface Database permits SourceSettings, JdbcSettings {
    /// Where it is, without any secret.
    String display();

    /// How long the program waits before it tries something again; four times as long before each further try.
    Duration retryPause();
}
