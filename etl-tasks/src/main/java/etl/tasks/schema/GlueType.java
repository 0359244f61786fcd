package etl.tasks.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A type in Hive's words, taken apart: `int`, `decimal(12,2)`, `array<struct<a:int,b:string>>`.
sealed interface GlueType {

    /// A type without parts. What isn't understood is one too.
    ///
    /// @param digits a decimal's precision and scale, a varchar's length; empty for most
    record Simple(String name, List<Integer> digits) implements GlueType {
        private boolean isDecimal() {
            return name.equals("decimal") && digits.size() == 2;
        }
    }

    record Array(GlueType element) implements GlueType {}

    record MapOf(GlueType key, GlueType value) implements GlueType {}

    /// @param fields the types by name, in order
    record Struct(Map<String, GlueType> fields) implements GlueType {}

    static GlueType parse(String text) {
        String type = text.strip();
        int open = type.indexOf('<');
        if (open > 0 && type.endsWith(">")) {
            List<String> parts = split(type.substring(open + 1, type.length() - 1));
            switch (type.substring(0, open)) {
                case "array" -> {
                    return new Array(parse(parts.get(0)));
                }
                case "map" -> {
                    if (parts.size() == 2) {
                        return new MapOf(parse(parts.get(0)), parse(parts.get(1)));
                    }
                }
                case "struct" -> {
                    return struct(parts);
                }
                default -> {}
            }
        }
        int bracket = type.indexOf('(');
        if (bracket > 0 && type.matches("\\w+\\(\\d+(,\\s*\\d+)?\\)")) {
            List<Integer> digits = new ArrayList<>();
            for (String number : type.substring(bracket + 1, type.length() - 1).split(",", -1)) {
                digits.add(Integer.valueOf(number.strip()));
            }
            return new Simple(type.substring(0, bracket), digits);
        }
        return new Simple(type, List.of());
    }

    private static Struct struct(List<String> parts) {
        Map<String, GlueType> fields = new LinkedHashMap<>();
        for (String part : parts) {
            int colon = part.indexOf(':');
            fields.put(part.substring(0, Math.max(0, colon)), parse(part.substring(colon + 1)));
        }
        return new Struct(fields);
    }

    /// The parts between the commas that stand in no bracket.
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<' || c == '(') {
                depth++;
            } else if (c == '>' || c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /// Whether Athena reads files that hold the other type through a table that declares this one.
    ///
    /// Numbers may be wider than the file's: integers by their bytes, float to double, decimals with as many digits on
    /// each side of the point. A struct's fields go by their names, so some may come and go; those that stay follow the
    /// same rule, as do elements and values.
    default boolean reads(GlueType file) {
        if (equals(file)) {
            return true;
        }
        if (this instanceof Array array && file instanceof Array other) {
            return array.element.reads(other.element);
        }
        if (this instanceof MapOf map && file instanceof MapOf other) {
            return map.key.equals(other.key) && map.value.reads(other.value);
        }
        if (this instanceof Struct struct && file instanceof Struct other) {
            return struct.fields.entrySet().stream().allMatch(field -> {
                GlueType was = other.fields.get(field.getKey());
                return was == null || field.getValue().reads(was);
            });
        }
        return this instanceof Simple wide && file instanceof Simple narrow && isWider(wide, narrow);
    }

    /// The narrowest type through which Athena reads files that hold either; empty when there is none.
    default Optional<GlueType> widest(GlueType other) {
        if (this instanceof Array array && other instanceof Array arrays) {
            return array.element.widest(arrays.element).map(Array::new);
        }
        if (this instanceof MapOf map && other instanceof MapOf maps && map.key.equals(maps.key)) {
            return map.value.widest(maps.value).map(value -> new MapOf(map.key, value));
        }
        if (this instanceof Struct struct && other instanceof Struct structs) {
            return widest(struct.fields, structs.fields);
        }
        if (reads(other)) {
            return Optional.of(this);
        }
        return other.reads(this) ? Optional.of(other) : widestDecimal(this, other);
    }

    private static Optional<GlueType> widest(Map<String, GlueType> fields, Map<String, GlueType> others) {
        Map<String, GlueType> all = new LinkedHashMap<>();
        for (Map.Entry<String, GlueType> field : fields.entrySet()) {
            GlueType other = others.getOrDefault(field.getKey(), field.getValue());
            Optional<GlueType> widest = field.getValue().widest(other);
            if (widest.isEmpty()) {
                return Optional.empty();
            }
            all.put(field.getKey(), widest.get());
        }
        others.forEach(all::putIfAbsent);
        return Optional.of(new Struct(all));
    }

    /// As many digits on each side of the point as either has.
    private static Optional<GlueType> widestDecimal(GlueType one, GlueType other) {
        if (!(one instanceof Simple simple
                && other instanceof Simple simples
                && simple.isDecimal()
                && simples.isDecimal())) {
            return Optional.empty();
        }
        List<Integer> digits = simple.digits;
        List<Integer> others = simples.digits;
        int scale = Math.max(digits.get(1), others.get(1));
        int precision = scale + Math.max(digits.get(0) - digits.get(1), others.get(0) - others.get(1));
        return precision > MAX_PRECISION
                ? Optional.empty()
                : Optional.of(new Simple(simple.name, List.of(precision, scale)));
    }

    /// The type as [#parse] reads it.
    ///
    /// @param fieldName how the names of a struct's fields are written
    default String text(UnaryOperator<String> fieldName) {
        return switch (this) {
            case Simple simple ->
                simple.name
                        + (simple.digits.isEmpty()
                                ? ""
                                : simple.digits.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",", "(", ")")));
            case Array array -> "array<" + array.element.text(fieldName) + ">";
            case MapOf map -> "map<" + map.key.text(fieldName) + "," + map.value.text(fieldName) + ">";
            case Struct struct ->
                struct.fields.entrySet().stream()
                        .map(field -> fieldName.apply(field.getKey()) + ":"
                                + field.getValue().text(fieldName))
                        .collect(Collectors.joining(",", "struct<", ">"));
        };
    }

    /// The digits of Hive's widest decimal.
    int MAX_PRECISION = 38;

    /// Whole numbers from narrow to wide. Source: Athena user guide, "Change a column data type".
    List<String> INTEGERS = List.of("tinyint", "smallint", "int", "bigint");

    private static boolean isWider(Simple wide, Simple narrow) {
        if (wide.name.equals("double") && narrow.name.equals("float")) {
            return true;
        }
        if (wide.isDecimal() && narrow.isDecimal()) {
            return wide.digits.get(1) >= narrow.digits.get(1)
                    && wide.digits.get(0) - wide.digits.get(1) >= narrow.digits.get(0) - narrow.digits.get(1);
        }
        int from = INTEGERS.indexOf(narrow.name);
        return from >= 0 && INTEGERS.indexOf(wide.name) > from;
    }
}
