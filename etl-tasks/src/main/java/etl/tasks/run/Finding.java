package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.util.List;
import java.util.Optional;

/// What looking at one thing that a run needs came to.
///
/// @param subject the sort of thing: `database`, `role`, `task`, …
/// @param name which one it is
/// @param state whether a run can do with it
/// @param lines what was seen, or what is wrong and what to do; one line each
/// @param exitCode the exit code of a run that meets the problem; empty where there is none
public record Finding(String subject, String name, State state, List<String> lines, Optional<ExitCode> exitCode) {

    /// Whether a run can do with a thing.
    public enum State {
        OK,
        /// It can, and there is something to know.
        NOTE,
        PROBLEM
    }

    public Finding {
        lines = List.copyOf(lines);
    }

    public static Finding ok(String subject, String name, String... lines) {
        return new Finding(subject, name, State.OK, List.of(lines), Optional.empty());
    }

    public static Finding note(String subject, String name, String... lines) {
        return new Finding(subject, name, State.NOTE, List.of(lines), Optional.empty());
    }

    public static Finding problem(String subject, String name, EtlException problem) {
        return new Finding(
                subject, name, State.PROBLEM, problem.getMessage().lines().toList(), Optional.of(problem.exitCode()));
    }
}
