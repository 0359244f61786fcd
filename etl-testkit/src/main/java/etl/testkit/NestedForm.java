package etl.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists, structs and maps as Postgres prints arrays, composites and `hstore`.
///
/// | value | text |
/// |---|---|
/// | list | `{a,NULL,"x y"}` |
/// | list of lists | `{"{1,2}","{3}"}`: the elements of an array are never arrays, but may be of a domain over one |
/// | struct | `(a,,"b ""c""")` |
/// | map | `"k"=>"v", "longer"=>NULL`, short keys first |
///
/// Source: PostgreSQL, `array_out`, `record_out` and `hstore_out`.
final class NestedForm {
    /// Both `isspace` and `array_isspace`.
    private static final String SPACE = " \t\n\u000b\f\r";

    private static final Pattern QUOTED_ELEMENT = Pattern.compile("|(?i:NULL)|(?s:.*[{}\",\\\\" + SPACE + "].*)");
    private static final Pattern QUOTED_FIELD = Pattern.compile("|(?s:.*[()\",\\\\" + SPACE + "].*)");

    private NestedForm() {}

    static String array(List<?> elements) {
        return elements.stream().map(NestedForm::element).collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        var text = part(value);
        return QUOTED_ELEMENT.matcher(text).matches() ? '"' + backslashed(text) + '"' : text;
    }

    static String row(StructValue struct) {
        return struct.fields().stream().map(NestedForm::field).collect(Collectors.joining(",", "(", ")"));
    }

    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        var text = part(value);
        return QUOTED_FIELD.matcher(text).matches()
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"'
                : text;
    }

    /// The entries in the order in which `hstore` keeps them, whatever their order was.
    static String hstore(Map<?, ?> entries) {
        return entries.entrySet().stream()
                .sorted((a, b) -> compareKeys(bytes(a.getKey()), bytes(b.getKey())))
                .map(entry ->
                        quoted(entry.getKey()) + "=>" + (entry.getValue() == null ? "NULL" : quoted(entry.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static int compareKeys(byte[] a, byte[] b) {
        return a.length == b.length ? Arrays.compareUnsigned(a, b) : Integer.compare(a.length, b.length);
    }

    private static byte[] bytes(Object key) {
        return part(key).getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(Object value) {
        return '"' + backslashed(part(value)) + '"';
    }

    private static String backslashed(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /// A boolean is a letter here: `true` is what a cast to text gives.
    private static String part(Object value) {
        return value instanceof Boolean bool ? (bool ? "t" : "f") : TextForm.of(value);
    }
}
