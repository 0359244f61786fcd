package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Trino server, by its HTTP interface. Rows have the text forms of [TestDatabase#rows], so that `assertEquals` compares
/// them.
///
/// @param server such as `http://127.0.0.1:8080`
/// @param session properties of the session: `hive.timestamp_precision=MICROSECONDS`; empty for none
public record Trino(URI server, String session) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    /// The rows of a query, in the server's order. A timestamp, which has no time zone there, is one without.
    ///
    /// @throws IllegalStateException when the server refuses the query
    public List<List<@Nullable String>> rows(String sql) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        JsonNode answer = ask(HttpRequest.newBuilder(server.resolve("/v1/statement"))
                .header("X-Trino-User", "test")
                .header("X-Trino-Time-Zone", "UTC")
                // Without it timestamps come in milliseconds, whatever their precision is.
                .header("X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME")
                .header("X-Trino-Session", session)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build());
        while (true) {
            if (answer.has("error")) {
                throw new IllegalStateException(
                        answer.get("error").get("message").asString() + ": " + sql);
            }
            List<JsonNode> types = answer.path("columns")
                    .valueStream()
                    .map(column -> column.get("typeSignature"))
                    .toList();
            for (JsonNode row : answer.path("data")) {
                List<@Nullable String> texts = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    Object value = value(types.get(i), row.get(i));
                    texts.add(value == null ? null : TextForm.of(value));
                }
                rows.add(texts);
            }
            if (!answer.has("nextUri")) {
                return rows;
            }
            answer = ask(HttpRequest.newBuilder(URI.create(answer.get("nextUri").asString()))
                    .header("X-Trino-User", "test")
                    .build());
        }
    }

    private static JsonNode ask(HttpRequest request) {
        try {
            String answer = CLIENT.send(request, BodyHandlers.ofString()).body();
            return JsonMapper.shared().readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Trino", e);
        }
    }

    /// A value as [TextForm] knows it.
    private static @Nullable Object value(JsonNode type, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        String name = type.get("rawType").asString();
        JsonNode arguments = type.path("arguments");
        return switch (name) {
            case "boolean" -> value.asBoolean();
            case "tinyint", "smallint", "integer", "bigint" -> value.asLong();
            case "real" -> value.isString() ? Float.valueOf(value.asString()) : (Object) value.floatValue();
            case "double" -> value.isString() ? Double.valueOf(value.asString()) : (Object) value.doubleValue();
            case "decimal" -> new BigDecimal(value.asString());
            case "varbinary" -> Base64.getDecoder().decode(value.asString());
            case "date" -> LocalDate.parse(value.asString());
            case "timestamp" -> LocalDateTime.parse(value.asString(), TIMESTAMP);
            case "array" ->
                value.valueStream()
                        .map(element -> value(arguments.get(0).get("value"), element))
                        .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
            case "map" -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                value.propertyStream()
                        .forEach(entry -> entries.put(
                                entry.getKey(), value(arguments.get(1).get("value"), entry.getValue())));
                yield entries;
            }
            case "row" -> {
                List<@Nullable Object> fields = new ArrayList<>();
                for (int i = 0; i < value.size(); i++) {
                    fields.add(value(arguments.get(i).get("value").get("typeSignature"), value.get(i)));
                }
                yield new StructValue(fields);
            }
            case "varchar", "char" -> value.asString();
            default -> throw new IllegalStateException("Trino's type " + name + " isn't known here");
        };
    }
}
