package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.cli.command.EtlCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    private static final String EXAMPLE = "  etl ";
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @TempDir
    private Path folder;

    static Stream<List<String>> commands() {
        return commands(EtlCommand.commandLine(new Session(Shell.system())), List.of());
    }

    private static Stream<List<String>> commands(CommandLine command, List<String> path) {
        return Stream.concat(
                Stream.of(path), command.getSubcommands().entrySet().stream().flatMap(sub -> {
                    List<String> below = new ArrayList<>(path);
                    below.add(sub.getKey());
                    return commands(sub.getValue(), below);
                }));
    }

    @Test
    void the_commands_are_the_documented_ones() {
        assertEquals(
                List.of(
                        "",
                        "check",
                        "config",
                        "crawler",
                        "crawler start",
                        "crawler status",
                        "crawler wait",
                        "demo",
                        "describe",
                        "generate-completion",
                        "history",
                        "insert-data",
                        "inspect",
                        "list",
                        "prune",
                        "publish",
                        "publish recover",
                        "publish status",
                        "run",
                        "schemas",
                        "schemas diff",
                        "schemas generate"),
                commands().map(path -> String.join(" ", path)).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_a_help_text_with_an_example(List<String> path) {
        for (String flag : List.of("-h", "--help")) {
            Result result = help(path, flag);

            assertEquals(0, result.exitCode(), result.err());
            assertEquals("", result.err());
            assertTrue(examples(result.out()).findAny().isPresent(), result.out());
            assertFalse(result.out().contains("\u001b"), "colours where there is no terminal");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_example_parses(List<String> path) {
        examples(help(path, "-h").out()).forEach(example -> {
            String[] arguments = words(example.substring(EXAMPLE.length()));
            CommandLine etl = EtlCommand.commandLine(new Session(Shell.system()));
            // Throws when an option is unknown or misses its value.
            CommandLine.ParseResult parsed = etl.parseArgs(arguments);
            assertTrue(parsed.errors().isEmpty(), example);
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void no_line_is_wider_than_a_page(List<String> path) {
        help(path, "-h").out().lines().forEach(line -> assertTrue(line.length() <= 120, line));
    }

    @Test
    void the_version_is_shown() {
        Result result = new Program(folder).run("-V");

        assertEquals(0, result.exitCode());
        assertTrue(result.out().startsWith("etl "), result.out());
    }

    @Test
    void the_completion_script_knows_every_command() {
        for (String shell : List.of("bash", "zsh")) {
            Result result = new Program(folder).run("generate-completion", shell);

            assertEquals(0, result.exitCode(), result.err());
            assertTrue(result.out().startsWith("#!/usr/bin/env bash"), result.out());
            commands()
                    .flatMap(List::stream)
                    .forEach(name -> assertTrue(result.out().contains(name), name));
            assertTrue(result.out().contains("--task"), "options too");
        }
    }

    private Result help(List<String> path, String flag) {
        List<String> arguments = new ArrayList<>(path);
        arguments.add(flag);
        return new Program(folder).run(arguments.toArray(String[]::new));
    }

    private static Stream<String> examples(String help) {
        return Arrays.stream(help.split("\\R")).filter(line -> line.startsWith(EXAMPLE));
    }

    /// The words of a shell command with quotes.
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group().replaceAll("^[\"']|[\"']$", ""));
        }
        return words.toArray(String[]::new);
    }
}
