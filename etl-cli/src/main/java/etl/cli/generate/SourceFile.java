package etl.cli.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What becomes of one file.
///
/// @param path where it is
/// @param state what is done
/// @param text its text after that, with line ends of Unix; what it is now where nothing is done
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

    /// A file's text with line ends as this program writes them.
    static String read(Path path) throws IOException {
        return Files.readString(path).replace("\r\n", "\n");
    }

    /// The text with line ends such as the file has now; a new file's are those of Unix.
    String withLineEndsOf(Path path) throws IOException {
        boolean isWindows = Files.exists(path) && Files.readString(path).contains("\r\n");
        return isWindows ? text.replace("\n", "\r\n") : text;
    }
}
