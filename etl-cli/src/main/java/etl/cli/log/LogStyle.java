package etl.cli.log;

/// How messages look on stderr.
public enum LogStyle {
    /// Bars show what happens; only warnings and errors are written, above them.
    LIVE,
    /// One line of text for each event.
    TEXT,
    /// One JSON object for each event, on one line.
    JSON
}
