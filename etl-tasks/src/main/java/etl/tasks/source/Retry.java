package etl.tasks.source;

import etl.tasks.EtlException;
import java.sql.SQLException;
import java.util.Optional;

/// Something that is tried again, and why.
///
/// @param scope what is tried again
/// @param task the task that it happened to; empty when it is no single one's
/// @param split the split's number within its task; empty where there is none
/// @param attempt the number of the attempt that failed, from 1
/// @param sqlState the error's SQLSTATE; empty when it has none
/// @param reason what the server or the driver said
public record Retry(
        Scope scope, Optional<String> task, Optional<Integer> split, int attempt, String sqlState, String reason) {

    /// What is tried again.
    public enum Scope {
        /// A worker's connection, before it has read anything.
        CONNECTION,
        /// The lock on what a task reads.
        LOCK,
        /// A split, or a count, under the same snapshot.
        SPLIT,
        /// The whole run, under a new snapshot.
        RUN
    }

    /// @param failed what the error made of the attempt; its cause is the database's error
    public static Retry of(
            Scope scope, Optional<String> task, Optional<Integer> split, int attempt, EtlException failed) {
        return failed.getCause() instanceof SQLException error
                ? of(scope, task, split, attempt, error)
                : new Retry(scope, task, split, attempt, "", failed.getMessage());
    }

    public static Retry of(
            Scope scope, Optional<String> task, Optional<Integer> split, int attempt, SQLException error) {
        return new Retry(scope, task, split, attempt, Fault.state(error), SourceErrors.said(error));
    }

    /// In one sentence.
    public String describe() {
        String what = switch (scope) {
            case CONNECTION -> "A worker connects";
            case LOCK -> "A lock is asked for";
            case SPLIT ->
                task.orElse("") + split.map(number -> ": split " + number).orElse(": the count") + " is read";
            case RUN -> "The whole run is done";
        };
        return "%s again; attempt %d failed%s: %s"
                .formatted(what, attempt, sqlState.isEmpty() ? "" : " with SQLSTATE " + sqlState, reason);
    }
}
