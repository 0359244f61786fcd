package etl.cli.config;

import etl.tasks.EtlException;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong, so that all of it is told at once.
public final class Problems {
    private final List<String> problems = new ArrayList<>();

    /// @param problem where, what is wrong and what to do
    public void add(String problem) {
        problems.add(problem);
    }

    /// @throws EtlException when there is a problem: one line each
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), problems));
        }
    }
}
