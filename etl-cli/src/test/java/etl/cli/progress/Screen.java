package etl.cli.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a terminal shows after a stream of characters: only the controls that the program uses.
final class Screen {
    private static final Pattern TOKEN = Pattern.compile(
            "\u001b\\[(\\d*)A|\u001b\\[J|\u001b\\[K|\u001b\\[\\?25([lh])|\u001b\\[\\d*m|\r|\n|[^\u001b\r\n]+");

    private final List<String> lines = new ArrayList<>(List.of(""));
    private boolean cursor = true;

    static Screen of(String stream) {
        Screen screen = new Screen();
        int line = 0;
        int column = 0;
        Matcher tokens = TOKEN.matcher(stream);
        int end = 0;
        while (tokens.find()) {
            if (tokens.start() != end) {
                throw new IllegalArgumentException(
                        "unknown control at " + end + ": " + stream.substring(end, tokens.start()));
            }
            end = tokens.end();
            String token = tokens.group();
            if (token.equals("\r")) {
                column = 0;
            } else if (token.equals("\n")) {
                line++;
                column = 0;
                if (line == screen.lines.size()) {
                    screen.lines.add("");
                }
            } else if (tokens.group(1) != null) {
                line -= Integer.parseInt(tokens.group(1));
            } else if (tokens.group(2) != null) {
                screen.cursor = tokens.group(2).equals("h");
            } else if (token.equals("\u001b[J")) {
                while (screen.lines.size() > line + 1) {
                    screen.lines.removeLast();
                }
                screen.lines.set(line, screen.lines.get(line).substring(0, column));
            } else if (token.equals("\u001b[K")) {
                screen.lines.set(line, screen.lines.get(line).substring(0, column));
            } else if (!token.startsWith("\u001b")) {
                screen.lines.set(line, screen.lines.get(line).substring(0, column) + token);
                column += token.length();
            }
        }
        return screen;
    }

    List<String> lines() {
        return lines;
    }

    boolean cursorShown() {
        return cursor;
    }
}
