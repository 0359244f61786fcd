package etl.tasks;

import java.util.Optional;

/// The program's version.
public final class Version {
    /// As the jar's manifest says; `development` where the program runs from classes.
    public static final String PROGRAM = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Version() {}
}
