package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.config.Setting;
import etl.cli.config.Settings;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of docs/ that follow from the program. `./mvnw -pl etl-cli -am test -Dtest=DocsTest -Detl.docs.write=true`
/// writes them anew.
class DocsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String BEGIN = "<!-- begin: generated, see DocsTest -->";
    private static final String END = "<!-- end: generated -->";

    @TempDir
    private Path folder;

    @Test
    void configuration_names_every_setting() throws IOException {
        String rows = Settings.all().stream().map(DocsTest::row).collect(Collectors.joining("\n"));
        check(
                "configuration.md",
                "| key in etl.yaml | flag | value | default | what it does |\n|---|---|---|---|---|\n" + rows);
    }

    @Test
    void cli_shows_every_help_text() throws IOException {
        List<String> sections = new ArrayList<>();
        HelpTest.commands().forEach(path -> {
            List<String> arguments = new ArrayList<>(path);
            arguments.add("-h");
            String help =
                    new Program(folder).run(arguments.toArray(String[]::new)).out();
            String name = ("etl " + String.join(" ", path)).strip();
            sections.add("## " + name + "\n\n```\n" + help.stripTrailing() + "\n```");
        });
        check("cli.md", String.join("\n\n", sections));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../docs/configuration.md"})
    void examples_of_the_configuration_are_understood(String page) throws IOException {
        Matcher examples =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(page)));
        int count = 0;
        while (examples.find()) {
            Files.writeString(folder.resolve("etl.yaml"), examples.group(1));
            Program.Result result =
                    new Program(folder).with("SHOP_PASSWORD", "x").run("config");
            assertEquals(0, result.exitCode(), result.err());
            count++;
        }
        assertTrue(count > 0, page);
    }

    @Test
    void every_exit_code_is_documented() throws IOException {
        String page = Files.readString(DOCS.resolve("exit-codes.md"));
        for (ExitCode code : ExitCode.values()) {
            assertTrue(page.contains("\n| " + code.code() + " |"), code::toString);
        }
    }

    private static <T> String row(Setting<T> setting) {
        String keys = setting.aliases().isEmpty()
                ? code(setting.key())
                : code(setting.key()) + ", "
                        + setting.aliases().stream().map(DocsTest::code).collect(Collectors.joining(", "));
        return "| %s | %s | %s | %s | %s |"
                .formatted(
                        keys,
                        setting.flag().map(DocsTest::code).orElse(""),
                        setting.type().words(),
                        setting.defaultText().isEmpty() ? "" : code(setting.defaultText()),
                        setting.doc());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void check(String name, String generated) throws IOException {
        Path file = DOCS.resolve(name);
        String page = Files.readString(file);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end > begin, name + " has lost the marks around its generated part");
        if (Boolean.getBoolean("etl.docs.write")) {
            Files.writeString(file, page.substring(0, begin) + "\n" + generated + "\n" + page.substring(end));
        } else {
            assertEquals(
                    generated,
                    page.substring(begin, end).strip(),
                    "docs/" + name
                            + " is stale: run ./mvnw -pl etl-cli -am test -Dtest=DocsTest -Detl.docs.write=true");
        }
    }
}
