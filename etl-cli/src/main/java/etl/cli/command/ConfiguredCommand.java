package etl.cli.command;

import etl.cli.Session;
import etl.cli.Shell;
import etl.cli.config.Configuration;
import etl.cli.config.Setting;
import etl.cli.config.Settings;
import etl.cli.log.LogStyle;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// A command that reads the configuration: its flags over the environment over the file.
abstract class ConfiguredCommand implements Callable<Integer> {
    private final Session session;
    private final List<SettingGroup> groups;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (ETL_CONFIG, or ./etl.yaml when it is there).")
    private @Nullable String config;

    @Spec
    private @Nullable CommandSpec spec;

    /// @param groups the settings whose flags the command takes
    ConfiguredCommand(Session session, SettingGroup... groups) {
        this.session = session;
        this.groups = Stream.concat(Stream.of(groups), Stream.of(SettingGroup.MESSAGES))
                .toList();
    }

    /// Does the command's work.
    abstract ExitCode run(Configuration configuration) throws Exception;

    /// What the log looks like where stderr is no terminal and nobody says.
    LogStyle logStyleWithoutTerminal() {
        return LogStyle.TEXT;
    }

    final void addSettings(CommandSpec command) {
        groups.forEach(group -> group.addTo(command));
    }

    final Session session() {
        return session;
    }

    final Shell shell() {
        return session.shell();
    }

    @Override
    public final Integer call() throws Exception {
        Map<Setting<?>, String> flags = flags();
        // For messages about the configuration itself.
        startLog(Configuration.earlyLogFormat(
                Optional.ofNullable(flags.get(Settings.LOG_FORMAT)), shell().environment()));
        session.termination().command(EtlCommand.name(spec().commandLine()));
        Configuration configuration = Configuration.load(
                Optional.ofNullable(config), flags, shell().environment(), shell().directory(), shell().home());
        startLog(configuration.values().get(Settings.LOG_FORMAT));
        session.termination()
                .begin(configuration
                        .values()
                        .find(Settings.TERMINATION_MESSAGE)
                        .map(file -> shell().directory().resolve(file)));
        try {
            return run(configuration).code();
        } catch (IOException failed) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "Something can't be read or written: %s.".formatted(failed.getMessage()),
                    failed);
        }
    }

    private void startLog(Settings.LogFormat format) {
        session.startLog(format, common.verbose(), logStyleWithoutTerminal());
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        return spec;
    }

    private Map<Setting<?>, String> flags() {
        ParseResult parsed = spec().commandLine().getParseResult();
        Map<Setting<?>, String> flags = new HashMap<>();
        for (SettingGroup group : groups) {
            for (Setting<?> setting : group.settings()) {
                @Nullable String text = parsed.matchedOptionValue(setting.flag().orElseThrow(), null);
                if (text != null) {
                    flags.put(setting, text);
                }
            }
        }
        return flags;
    }
}
