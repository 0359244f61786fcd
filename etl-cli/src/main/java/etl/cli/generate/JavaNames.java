package etl.cli.generate;

import etl.parquet.ColumnNames;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

/// How names of Postgres become names in Java. Whatever a name holds, what comes out compiles.
final class JavaNames {
    /// Source: Java Language Specification 21, 3.9; `yield` can't be called without a qualifier.
    private static final Set<String> RESERVED = Set.of(
            "_",
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "false",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "null",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "true",
            "try",
            "void",
            "volatile",
            "while",
            "yield");

    /// What a record can't call its components. Source: the same, 8.10.1.
    private static final Set<String> NOT_COMPONENTS =
            Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    private JavaNames() {}

    /// Whether every part of a package's name is one.
    static boolean isPackage(String name) {
        for (String part : name.split("\\.", -1)) {
            if (!part.matches("[A-Za-z_][A-Za-z0-9_]*") || RESERVED.contains(part)) {
                return false;
            }
        }
        return true;
    }

    /// The component for a column, such as `createdAt` for `created_at`.
    ///
    /// @param taken the components before it
    static String component(String column, Collection<String> taken) {
        String words = camel(column, false);
        String name = words.isEmpty() ? "column" : words;
        if (!Character.isJavaIdentifierStart(name.codePointAt(0))) {
            name = "n" + name;
        }
        if (RESERVED.contains(name) || NOT_COMPONENTS.contains(name)) {
            name += "Value";
        }
        return distinct(name, taken);
    }

    /// Whether the component says by itself which column it is.
    static boolean saysColumn(String component, String column) {
        return ColumnNames.snakeCase(component).equals(column);
    }

    /// The class for a table or type, such as `SalesOrderItems` for `sales_order_items`: in ASCII, since it is a file's
    /// name too.
    static String type(String name) {
        String ascii = name.replaceAll("[^A-Za-z0-9]+", "_");
        String words = camel(ascii, true);
        if (words.isEmpty()) {
            return "T" + Integer.toHexString(name.hashCode());
        }
        String type = Character.isDigit(words.charAt(0)) ? "T" + words : words;
        return isKnownType(type) ? type + "Row" : type;
    }

    /// A class that generated sources, or those of people beside them, know by this name.
    private static boolean isKnownType(String name) {
        if (Imports.isKnown(name) || name.equals(TablesFile.NAME)) {
            return true;
        }
        try {
            Class<?> unused = Class.forName("java.lang." + name);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// The constant for a task, such as `SALES_ORDERS`.
    static String constant(String task) {
        String name = task.toUpperCase(Locale.ROOT);
        return Character.isDigit(name.charAt(0)) || name.matches("_+") ? "T_" + name : name;
    }

    /// The name, with a number after it when others have it already. Names that differ in their case only are the same
    /// to some file systems.
    static String distinct(String name, Collection<String> taken) {
        String candidate = name;
        for (int number = 2; isTaken(candidate, taken); number++) {
            candidate = name + number;
        }
        return candidate;
    }

    private static boolean isTaken(String name, Collection<String> taken) {
        return taken.stream().anyMatch(name::equalsIgnoreCase);
    }

    /// Words put together, each but perhaps the first with a capital; words end where something stands that is neither
    /// a letter nor a digit. The capitals of a word in mixed case stay.
    private static String camel(String name, boolean firstCapital) {
        StringBuilder words = new StringBuilder();
        boolean mixed = !name.equals(name.toLowerCase(Locale.ROOT)) && !name.equals(name.toUpperCase(Locale.ROOT));
        for (String word : name.split("[^\\p{L}\\p{Nd}]+", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            String rest = mixed
                    ? word.substring(end(word))
                    : word.substring(end(word)).toLowerCase(Locale.ROOT);
            String first = word.substring(0, end(word));
            boolean capital = firstCapital || !words.isEmpty();
            words.append(capital ? first.toUpperCase(Locale.ROOT) : first.toLowerCase(Locale.ROOT))
                    .append(rest);
        }
        return words.toString();
    }

    private static int end(String word) {
        return word.offsetByCodePoints(0, 1);
    }

    /// A string literal.
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        literal.append("\\u%04x".formatted(c));
                    } else {
                        literal.append((char) c);
                    }
                }
            }
        });
        return literal.append('"').toString();
    }

    /// The inside of a text block: what javac would take for something else is escaped.
    static String textBlock(String text) {
        return text.replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"").replaceAll(" (?=\\n|$)", "\\\\s");
    }

    /// Text for a comment, on one line. Backslashes are doubled, since javac reads `\\u` in comments too; an `@` that
    /// begins a word would be a tag.
    static String comment(String text) {
        return text.strip()
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .replace("\\", "\\\\")
                .replaceAll("(^| )@", "$1&#64;");
    }
}
