package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.JdbcConfig;
import etl.cli.config.PasswordSource;
import etl.cli.config.Secret;
import etl.cli.config.Setting;
import etl.cli.config.Settings;
import etl.cli.config.SourceConfig;
import etl.cli.config.Value;
import etl.cli.output.TextTable;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.run.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl config`
@Command(
        name = "config",
        description = "Shows the effective configuration and where each value came from. Secrets are masked.",
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {"  etl config", "  etl config --config staging.yaml --output json"})
final class ConfigCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    ConfigCommand(Session session) {
        super(
                session,
                SettingGroup.DATABASE,
                SettingGroup.DESTINATION,
                SettingGroup.READING,
                SettingGroup.FILES,
                SettingGroup.TYPES);
    }

    /// @param value absent when nothing sets it and it has no default
    record ValueDocument(String key, Optional<String> value, String origin) {}

    record DeclaredTaskDocument(String name, String kind, String source, String origin) {}

    /// @param parts the parts of its address; empty when something is wrong
    /// @param problem what is wrong
    record NamedSourceDocument(String name, List<ValueDocument> parts, Optional<String> problem) {}

    /// @param file the configuration that was read, if any
    /// @param source the parts of the database's address, as they will be used
    /// @param sourceProblem why there are none
    /// @param sources the same of each of `sources`
    /// @param files the files that lookups read
    record ConfigDocument(
            Optional<String> file,
            List<ValueDocument> settings,
            List<ValueDocument> source,
            Optional<String> sourceProblem,
            List<NamedSourceDocument> sources,
            List<ValueDocument> files,
            List<DeclaredTaskDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) {
        ConfigDocument document = document(configuration);
        output.print(session(), document, () -> print(document));
        return ExitCode.DONE;
    }

    private static ConfigDocument document(Configuration configuration) {
        List<ValueDocument> settings = new ArrayList<>();
        for (Setting<?> setting : Settings.all()) {
            settings.add(document(configuration, setting));
        }
        List<ValueDocument> source = List.of();
        Optional<String> problem = Optional.empty();
        try {
            source = parts(configuration.source(Sources.DEFAULT));
        } catch (EtlException e) {
            problem = Optional.of(e.getMessage());
        }
        List<NamedSourceDocument> sources = new ArrayList<>();
        for (String name : configuration.sourceNames()) {
            if (!name.equals(Sources.DEFAULT)) {
                sources.add(named(configuration, name));
            }
        }
        List<ValueDocument> files = configuration.inputs().files().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(file -> new ValueDocument(
                        file.getKey(),
                        Optional.of(file.getValue().path()),
                        file.getValue().origin().text()))
                .toList();
        List<DeclaredTaskDocument> tasks = configuration.tasks().stream()
                .map(declared -> {
                    TaskText text = TaskText.of(declared.task());
                    return new DeclaredTaskDocument(
                            declared.task().name(),
                            text.kind(),
                            text.source(),
                            declared.origin().text());
                })
                .toList();
        return new ConfigDocument(configuration.file(), settings, source, problem, sources, files, tasks);
    }

    private static ValueDocument document(Configuration configuration, Setting<?> setting) {
        // Three follow from others where they aren't set.
        if (setting.equals(Settings.CATALOG_MODE)) {
            Value<Settings.CatalogMode> mode = configuration.catalogMode();
            return value(setting.key(), new Value<>(Settings.CATALOG_MODE.type().print(mode.value()), mode.origin()));
        }
        if (setting.equals(Settings.TYPES_TIMESTAMPS)) {
            Value<TimestampUnit> unit = configuration.timestamps();
            return value(
                    setting.key(), new Value<>(Settings.TYPES_TIMESTAMPS.type().print(unit.value()), unit.origin()));
        }
        if (setting.equals(Settings.SAMPLES)) {
            return value(setting.key(), configuration.samples());
        }
        Optional<String> text = configuration.values().text(setting);
        return new ValueDocument(
                setting.key(),
                text,
                text.isPresent() ? configuration.values().origin(setting).text() : "not set");
    }

    private static NamedSourceDocument named(Configuration configuration, String name) {
        try {
            return new NamedSourceDocument(name, parts(configuration.source(name)), Optional.empty());
        } catch (EtlException e) {
            return new NamedSourceDocument(name, List.of(), Optional.of(e.getMessage()));
        }
    }

    private static List<ValueDocument> parts(Configuration.ResolvedSource source) {
        return source.jdbc()
                .map(ConfigCommand::source)
                .orElseGet(() -> source(source.postgres().orElseThrow()));
    }

    private static List<ValueDocument> source(JdbcConfig source) {
        List<ValueDocument> values = new ArrayList<>(List.of(value("url", source.url())));
        source.user().ifPresent(user -> values.add(value("user", user)));
        values.add(password(source.password()));
        return values;
    }

    private static ValueDocument password(Value<PasswordSource> password) {
        boolean isNamed = !(password.value() instanceof PasswordSource.None);
        return new ValueDocument(
                "password",
                Optional.of(Secret.MASK).filter(unused -> isNamed),
                isNamed ? password.origin().text() : "not set");
    }

    private static List<ValueDocument> source(SourceConfig source) {
        List<ValueDocument> values = new ArrayList<>(List.of(
                value("host", source.host()),
                value("port", source.port()),
                value("database", source.database()),
                value("user", source.user()),
                value(
                        "sslmode",
                        new Value<>(
                                source.sslMode().value().libpqName(),
                                source.sslMode().origin()))));
        source.authorities().ifPresent(authorities -> values.add(value("sslrootcert", authorities)));
        values.add(password(source.password()));
        return values;
    }

    private static ValueDocument value(String key, Value<?> value) {
        return new ValueDocument(
                key, Optional.of(value.value().toString()), value.origin().text());
    }

    private void print(ConfigDocument document) {
        var out = shell().out();
        out.println("Configuration file: " + document.file().orElse("none"));
        out.println();
        table(document.settings(), "setting").print(out, "");
        out.println();
        if (document.sourceProblem().isPresent()) {
            out.println("Database: " + document.sourceProblem().get());
        } else {
            out.println("Database, from source.url, DATABASE_URL and libpq's variables:");
            table(document.source(), "part").print(out, "  ");
        }
        for (NamedSourceDocument source : document.sources()) {
            out.println();
            if (source.problem().isPresent()) {
                out.println("Source " + source.name() + ": " + source.problem().get());
            } else {
                out.println("Source " + source.name() + ":");
                table(source.parts(), "part").print(out, "  ");
            }
        }
        if (!document.files().isEmpty()) {
            out.println();
            table(document.files(), "file").print(out, "");
        }
        if (!document.tasks().isEmpty()) {
            out.println();
            TextTable tasks = new TextTable("task", "kind", "source", "from");
            document.tasks().forEach(task -> tasks.row(task.name(), task.kind(), task.source(), task.origin()));
            tasks.print(out, "");
        }
    }

    private static TextTable table(List<ValueDocument> values, String name) {
        TextTable table = new TextTable(name, "value", "from");
        values.forEach(value -> table.row(value.key(), value.value().orElse("-"), value.origin()));
        return table;
    }
}
