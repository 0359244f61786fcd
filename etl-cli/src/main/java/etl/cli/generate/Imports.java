package etl.cli.generate;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The classes that generated sources import, by their names without a package.
final class Imports {
    private static final Map<String, String> KNOWN = new TreeMap<>();

    static {
        for (String name : Set.of(
                "etl.schemas.Decimal",
                "etl.schemas.Interval",
                "etl.schemas.Json",
                "etl.schemas.Name",
                "etl.schemas.Table",
                "etl.tasks.Lookups",
                "etl.tasks.Task",
                "etl.tasks.TaskProvider",
                "java.math.BigDecimal",
                "java.time.Instant",
                "java.time.LocalDate",
                "java.time.LocalDateTime",
                "java.time.LocalTime",
                "java.time.OffsetTime",
                "java.util.List",
                "java.util.Map",
                "java.util.UUID",
                "org.jspecify.annotations.Nullable")) {
            KNOWN.put(name.substring(name.lastIndexOf('.') + 1), name);
        }
    }

    private static final Pattern WORD = Pattern.compile("(?<![\\w.])[A-Z]\\w*");

    private Imports() {}

    static boolean isKnown(String simpleName) {
        return KNOWN.containsKey(simpleName);
    }

    /// What a piece of Java needs of them, in order.
    static Set<String> of(String java) {
        Set<String> imports = new TreeSet<>();
        Matcher words = WORD.matcher(java.replaceAll("\"(?:[^\"\\\\\\n]|\\\\.)*\"", "\"\""));
        while (words.find()) {
            String name = KNOWN.get(words.group());
            if (name != null) {
                imports.add(name);
            }
        }
        return imports;
    }

    /// Whether the import is one of those that this program writes.
    static boolean isOurs(String imported) {
        return KNOWN.containsValue(imported);
    }
}
