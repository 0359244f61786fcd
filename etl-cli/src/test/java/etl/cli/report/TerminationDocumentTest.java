package etl.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TerminationDocumentTest {
    /// @param text what its message, names and reasons are made of
    private record Case(String name, String text, int length, int tasks, int retries) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("little", "a", 10, 1, 0),
                new Case("hundreds of tasks", "table_", 30, 700, 0),
                new Case("a long message", "a word ", 100_000, 3, 0),
                new Case("letters of two bytes", "ä", 5_000, 300, 4),
                new Case("letters of four bytes", "😀", 5_000, 300, 4),
                new Case("characters that JSON escapes", "\u0001\"\\\n", 5_000, 300, 4),
                new Case("half a character", "\ud83d", 5_000, 300, 4),
                new Case("many retries", "why ", 3_000, 10, 300));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void it_is_never_longer_than_kubernetes_keeps(Case one) throws CharacterCodingException {
        byte[] bytes = document(one).bytes();

        assertTrue(bytes.length < 4_096, () -> bytes.length + " bytes");
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        JsonNode json = JsonMapper.builder().build().readTree(text);
        assertEquals(1, text.lines().count());
        assertEquals(one.tasks(), json.get("totals").get("tasks").asInt());
        assertEquals(one.tasks() * 3L, json.get("totals").get("rows").asLong());
        assertEquals(
                one.tasks(), json.get("tasks").size() + json.get("more_tasks").asInt());
        assertEquals(
                one.retries(),
                json.get("retried").size() + json.get("more_retried").asInt());
        // Cut between characters: what is there is the beginning of what was.
        String message = json.get("message").asString();
        String whole = one.text().repeat(one.length()).replace('\ud83d', '?').replace("?\ude00", "😀");
        assertTrue(whole.startsWith(message.replaceAll("…$", "")), message);
    }

    @Test
    void the_tasks_get_the_room_that_is_left() {
        TerminationDocument document = document(new Case("tasks", "table_", 30, 700, 0));
        JsonNode json = JsonMapper.builder().build().readTree(document.bytes());

        assertEquals("task0", json.get("tasks").get(0).get("task").asString());
        assertTrue(document.bytes().length > 4_000, () -> document.bytes().length + " bytes");
    }

    @Test
    void a_message_is_cut_at_a_thousand_characters() {
        TerminationDocument document =
                TerminationDocument.of("list", "done", Optional.of(0), "ä😀".repeat(5_000), Optional.empty());
        String message = JsonMapper.builder()
                .build()
                .readTree(document.bytes())
                .get("message")
                .asString();

        assertEquals("ä😀".repeat(500) + "…", message);
    }

    private static TerminationDocument document(Case one) {
        String text = one.text().repeat(one.length());
        List<ReportDocument.Task> tasks = new ArrayList<>();
        for (int i = 0; i < one.tasks(); i++) {
            tasks.add(new ReportDocument.Task(
                    "task" + i,
                    "t",
                    "dt=2026-11-22",
                    1,
                    3,
                    3,
                    1_000,
                    1,
                    3,
                    1,
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty()));
        }
        List<ReportDocument.Retried> retries = new ArrayList<>();
        for (int i = 0; i < one.retries(); i++) {
            retries.add(new ReportDocument.Retried("split", Optional.of(i + text), Optional.of(1), 1, "08006", text));
        }
        ReportDocument report = new ReportDocument(
                1,
                "0.1.0",
                "published",
                0,
                Optional.empty(),
                Optional.of("20261122T030000Z-01234567"),
                Optional.of("2026-11-22"),
                LocalDate.parse("2026-11-22"),
                Instant.EPOCH,
                1,
                Optional.of("source"),
                Optional.of("s3://bucket/" + text),
                Optional.of(1),
                Optional.empty(),
                List.of(),
                tasks,
                List.of(),
                retries,
                List.of(),
                Optional.of(new ReportDocument.Catalog("none", text, 1)));
        return TerminationDocument.of("run", report, text, Optional.of("/" + text));
    }
}
