package etl.testkit;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cuts a script for psql into statements. A semicolon ends one, outside of quotes, comments, parentheses and the SQL
/// body of a function (`BEGIN ATOMIC … END`).
///
/// Source: PostgreSQL manual, 4.1 and the page of psql; `psqlscan.l`.
final class ScriptReader {
    /// What psql does with these doesn't change what a database holds: it says where to connect, or how to print.
    private static final Set<String> IDLE_COMMANDS = Set.of(
            "c",
            "connect",
            "restrict",
            "unrestrict",
            "echo",
            "qecho",
            "set",
            "unset",
            "timing",
            "pset",
            "x",
            "a",
            "t",
            "o",
            "encoding");

    private static final Pattern META_COMMAND = Pattern.compile("\\\\([a-zA-Z_]+|.).*\\R?");
    private static final Pattern DOLLAR_TAG = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern ROUTINE =
            Pattern.compile("\\s*create\\s+(?:or\\s+replace\\s+)?(?:function|procedure)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern END_OF_DATA = Pattern.compile("^\\\\\\.(?:\\R|\\z)", Pattern.MULTILINE);

    private final String script;
    private int position;

    ScriptReader(String script) {
        this.script = script;
    }

    /// The next statement without its semicolon and the comments before it; null at the script's end.
    ///
    /// @throws IllegalArgumentException at a command of psql's that would change what the script does
    @Nullable
    String next() {
        if (!skipBetweenStatements()) {
            return null;
        }
        var start = position;
        var routine = matcher(ROUTINE).lookingAt();
        var parentheses = 0;
        var blocks = 0;
        while (position < script.length()) {
            var c = script.charAt(position);
            if (c == ';' && parentheses == 0 && blocks == 0) {
                return script.substring(start, position++);
            }
            if (c == '(') {
                parentheses++;
            } else if (c == ')') {
                parentheses--;
            } else if (routine && matcher(WORD).lookingAt()) {
                blocks += blockChange();
            }
            skipToken();
        }
        return script.substring(start);
    }

    /// The data that stands behind a `COPY … FROM stdin`, which was the last statement.
    String copyData() {
        var start = script.indexOf('\n', position) + 1;
        var end = END_OF_DATA.matcher(script);
        if (start == 0 || !end.find(start)) {
            throw new IllegalArgumentException("the data of a COPY has no end: \\. on a line of its own");
        }
        position = end.end();
        return script.substring(start, end.start());
    }

    private boolean skipBetweenStatements() {
        while (position < script.length()) {
            var c = script.charAt(position);
            if (c == '\\') {
                skipCommand();
            } else if (script.startsWith("--", position) || script.startsWith("/*", position)) {
                skipToken();
            } else if (c == ';' || Character.isWhitespace(c)) {
                position++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipCommand() {
        var command = matcher(META_COMMAND);
        if (!command.lookingAt() || !isIdle(command.group(1))) {
            throw new IllegalArgumentException("can't run this command of psql's: "
                    + script.substring(position).lines().findFirst().orElse(""));
        }
        position = command.end();
    }

    /// `\d…` shows something, whatever follows.
    private static boolean isIdle(String command) {
        return command.startsWith("d") || IDLE_COMMANDS.contains(command);
    }

    private int blockChange() {
        var word = matcher(WORD);
        word.lookingAt();
        return switch (word.group().toLowerCase(Locale.ROOT)) {
            case "begin", "case" -> 1;
            case "end" -> -1;
            default -> 0;
        };
    }

    /// Moves behind a word, a quoted text, a comment, or one other character.
    private void skipToken() {
        var c = script.charAt(position);
        if (c == '\'') {
            skipQuoted('\'', false);
        } else if (c == '"') {
            skipQuoted('"', false);
        } else if ((c == 'e' || c == 'E') && script.startsWith("'", position + 1)) {
            position++;
            skipQuoted('\'', true);
        } else if (script.startsWith("--", position)) {
            var end = script.indexOf('\n', position);
            position = end < 0 ? script.length() : end;
        } else if (script.startsWith("/*", position)) {
            skipBlockComment();
        } else if (c == '$' && matcher(DOLLAR_TAG).lookingAt()) {
            skipDollarQuoted();
        } else if (matcher(WORD).lookingAt()) {
            var word = matcher(WORD);
            word.lookingAt();
            position = word.end();
        } else {
            position++;
        }
    }

    /// Without escapes, a doubled quote is as good as one text's end and another's beginning.
    private void skipQuoted(char quote, boolean escapes) {
        var i = position + 1;
        while (i < script.length() && (script.charAt(i) != quote || (escapes && script.startsWith("''", i)))) {
            i += escapes && (script.charAt(i) == '\\' || script.charAt(i) == quote) ? 2 : 1;
        }
        requireEnd(i < script.length(), position);
        position = i + 1;
    }

    private void skipBlockComment() {
        var start = position;
        var depth = 0;
        do {
            if (script.startsWith("/*", position)) {
                depth++;
                position += 2;
            } else if (script.startsWith("*/", position)) {
                depth--;
                position += 2;
            } else {
                position++;
            }
            requireEnd(depth == 0 || position < script.length(), start);
        } while (depth > 0);
    }

    private void skipDollarQuoted() {
        var tag = matcher(DOLLAR_TAG);
        tag.lookingAt();
        var end = script.indexOf(tag.group(), tag.end());
        requireEnd(end >= 0, position);
        position = end + tag.group().length();
    }

    private void requireEnd(boolean found, int start) {
        if (!found) {
            throw new IllegalArgumentException(
                    "has no end: " + script.substring(start).lines().findFirst().orElse(""));
        }
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(script).region(position, script.length());
    }
}
