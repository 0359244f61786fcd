package etl.cli.generate;

import java.nio.file.Path;
import java.util.List;

/// What becomes of one file.
///
/// @param path where it is
/// @param state what is done
/// @param text its text after that; what it is now where nothing is done
/// @param lines what has changed, or why nothing can be done
public record SourceFile(Path path, State state, String text, List<String> lines) {
    /// What is done with a file.
    public enum State {
        CREATED,
        UPDATED,
        UNCHANGED,
        /// It is somebody's by now.
        KEPT,
        /// It can't be merged, and is left as it is.
        REFUSED
    }

    public SourceFile {
        lines = List.copyOf(lines);
    }
}
