package etl.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> lines = new ArrayList<>();

    @Test
    void any_text_is_one_line_of_valid_json() {
        Logging.start(LogStyle.JSON, false, lines::add);
        String text = "quote \" backslash \\ line\nbreak\ttab \u0001 \u2028 äöü 😀 \ud83d";

        LoggerFactory.getLogger("etl.test").info(text);

        assertEquals(1, lines.getFirst().lines().count());
        assertEquals(text, JSON.readTree(lines.getFirst()).get("message").asString());
    }

    @Test
    void fields_keep_their_types() {
        Logging.start(LogStyle.JSON, false, lines::add);

        LoggerFactory.getLogger("etl.test")
                .atInfo()
                .addKeyValue("rows", 12L)
                .addKeyValue("seconds", Duration.ofMillis(1500))
                .addKeyValue("done", true)
                .addKeyValue("task", "orders")
                .log("{} is done", "orders");

        JsonNode line = JSON.readTree(lines.getFirst());
        assertEquals(12, line.get("rows").asInt());
        assertEquals(1.5, line.get("seconds").asDouble());
        assertTrue(line.get("done").asBoolean());
        assertEquals("orders", line.get("task").asString());
        assertEquals("orders is done", line.get("message").asString());
        assertEquals("INFO", line.get("level").asString());
    }

    @Test
    void control_characters_can_not_forge_a_line_or_move_the_cursor() {
        Logging.start(LogStyle.TEXT, false, lines::add);

        LoggerFactory.getLogger("etl.test").info("name\u001b[2J\rforged");

        assertTrue(lines.getFirst().endsWith("name\\u001b[2J\\u000dforged"), lines.getFirst());
    }

    @Test
    void libraries_are_quiet() {
        Logging.start(LogStyle.TEXT, false, lines::add);

        LoggerFactory.getLogger("com.zaxxer.hikari.pool.HikariPool").warn("a");
        LoggerFactory.getLogger("org.apache.hadoop.util.NativeCodeLoader").warn("b");
        LoggerFactory.getLogger("software.amazon.awssdk.request").debug("signed headers");
        LoggerFactory.getLogger("another").info("c");

        assertEquals(List.of(), lines);
    }

    @Test
    void even_verbosity_shows_no_signed_headers() {
        Logging.start(LogStyle.TEXT, true, lines::add);

        assertFalse(LoggerFactory.getLogger("software.amazon.awssdk.request").isDebugEnabled());
        assertTrue(LoggerFactory.getLogger("etl.run").isDebugEnabled());
    }

    @Test
    void bars_leave_only_warnings() {
        Logging.start(LogStyle.LIVE, false, lines::add);

        LoggerFactory.getLogger("etl.run").info("progress");
        LoggerFactory.getLogger("etl.run").warn("fewer workers");

        assertEquals(List.of("etl: warning: fewer workers"), lines);
    }
}
