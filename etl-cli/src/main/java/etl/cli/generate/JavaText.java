package etl.cli.generate;

/// Finds ends in Java's text: brackets and semicolons that stand in no string, character or comment.
final class JavaText {
    private JavaText() {}

    /// The place after the parenthesis that closes the one at `open`; -1 when there is none.
    static int afterParenthesis(String java, int open) {
        int depth = 0;
        for (int i = open; i < java.length(); i = next(java, i)) {
            char c = java.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /// The place after the next semicolon that stands in no parenthesis either; -1 when there is none.
    static int afterStatement(String java, int start) {
        int depth = 0;
        for (int i = start; i < java.length(); i = next(java, i)) {
            char c = java.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ';' && depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /// The place of what follows the character, string or comment at `i`.
    private static int next(String java, int i) {
        if (java.startsWith("//", i)) {
            int end = java.indexOf('\n', i);
            return end < 0 ? java.length() : end;
        }
        if (java.startsWith("/*", i)) {
            int end = java.indexOf("*/", i + 2);
            return end < 0 ? java.length() : end + 2;
        }
        if (java.startsWith("\"\"\"", i)) {
            return afterQuote(java, i + 3, "\"\"\"");
        }
        char c = java.charAt(i);
        return c == '"' || c == '\'' ? afterQuote(java, i + 1, String.valueOf(c)) : i + 1;
    }

    private static int afterQuote(String java, int start, String quote) {
        for (int i = start; i < java.length(); i++) {
            if (java.charAt(i) == '\\') {
                i++;
            } else if (java.startsWith(quote, i)) {
                return i + quote.length();
            }
        }
        return java.length();
    }
}
