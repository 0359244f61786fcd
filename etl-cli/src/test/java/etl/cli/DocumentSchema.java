package etl.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks documents against the schemas of docs/. It knows the words of JSON Schema that the file uses, and no
/// others.
final class DocumentSchema {
    private static final Path DOCS = Path.of("..", "docs");

    private DocumentSchema() {}

    static void check(JsonNode document) throws IOException {
        check("report", document);
    }

    /// @param name the schema is docs/NAME.schema.json
    static void check(String name, JsonNode document) throws IOException {
        String schema = Files.readString(DOCS.resolve(name + ".schema.json"));
        check(name, JsonMapper.builder().build().readTree(schema), document);
    }

    private static void check(String where, JsonNode schema, JsonNode value) {
        String type = schema.get("type").asString();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException(where + ": unknown type " + type);
        };
        assertTrue(fits, () -> where + " is no " + type + ": " + value);
        if (schema.has("const")) {
            assertTrue(value.equals(schema.get("const")), () -> where + " is " + value);
        }
        if (schema.has("enum")) {
            assertTrue(schema.get("enum").valueStream().anyMatch(value::equals), () -> where + " is " + value);
        }
        if (type.equals("array")) {
            value.valueStream().forEach(item -> check(where + "[]", schema.get("items"), item));
        }
        if (type.equals("object")) {
            JsonNode properties = schema.get("properties");
            schema.get("required")
                    .valueStream()
                    .forEach(name -> assertTrue(value.has(name.asString()), () -> where + " has no " + name));
            value.propertyStream().forEach(property -> {
                JsonNode known = properties.get(property.getKey());
                assertTrue(known != null, () -> where + "." + property.getKey() + " is not in the schema");
                check(where + "." + property.getKey(), known, property.getValue());
            });
        }
    }
}
