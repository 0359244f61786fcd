package etl.cli.command;

import etl.cli.config.Setting;
import etl.cli.config.Settings;
import etl.cli.config.ValueType;
import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Settings whose flags a command takes, under a heading of their own in its help text.
///
/// @param heading the heading, without a colon
/// @param settings settings that have flags
record SettingGroup(String heading, List<Setting<?>> settings) {
    static final SettingGroup DATABASE = new SettingGroup(
            "Database",
            List.of(
                    Settings.SOURCE_URL,
                    Settings.SOURCE_SSLMODE,
                    Settings.SOURCE_SSLROOTCERT,
                    Settings.SOURCE_PASSWORD_FILE));

    static final SettingGroup DESTINATION = new SettingGroup(
            "Destination and catalog",
            List.of(
                    Settings.DESTINATION,
                    Settings.ON_DRIFT,
                    Settings.CATALOG_CRAWLER,
                    Settings.CATALOG_DATABASE,
                    Settings.CATALOG_DEADLINE));

    static final SettingGroup LOCATION =
            new SettingGroup("Destination and catalog", List.of(Settings.DESTINATION, Settings.CATALOG_DATABASE));

    /// Where a log of commits is.
    static final SettingGroup LOG = new SettingGroup("Destination", List.of(Settings.DESTINATION));

    /// A destination with its catalog.
    static final SettingGroup DATASET = new SettingGroup(
            "Destination and catalog",
            List.of(
                    Settings.DESTINATION,
                    Settings.CATALOG_CRAWLER,
                    Settings.CATALOG_DATABASE,
                    Settings.CATALOG_DEADLINE));

    static final SettingGroup CRAWLER =
            new SettingGroup("Crawler", List.of(Settings.CATALOG_CRAWLER, Settings.CATALOG_DEADLINE));

    static final SettingGroup READING = new SettingGroup("Reading", List.of(Settings.WORKERS, Settings.READER));

    static final SettingGroup GUARDS = new SettingGroup(
            "Guards",
            List.of(
                    Settings.GUARDS_VERIFY,
                    Settings.MAX_DROP,
                    Settings.GUARDS_MAX_SNAPSHOT_AGE,
                    Settings.GUARDS_MAX_REPLAY_LAG));

    static final SettingGroup FILES = new SettingGroup(
            "Files", List.of(Settings.PARQUET_COMPRESSION, Settings.PARQUET_ROW_GROUP, Settings.PARQUET_TARGET_FILE));

    static final SettingGroup TYPES = new SettingGroup(
            "Types",
            List.of(
                    Settings.TYPES_TARGET,
                    Settings.TYPES_TIMESTAMPS,
                    Settings.TYPES_NUMERIC,
                    Settings.TYPES_ON_SPECIAL));

    static final SettingGroup MESSAGES = new SettingGroup("Messages", List.of(Settings.LOG_FORMAT));

    /// Adds the settings' flags to a command.
    void addTo(CommandSpec command) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading("%n" + heading + ":%n").validate(false);
        settings.forEach(setting -> group.addArg(option(setting)));
        command.addArgGroup(group.build());
    }

    private static <T> OptionSpec option(Setting<T> setting) {
        String flag = setting.flag().orElseThrow(() -> new IllegalArgumentException(setting.key() + " has no flag"));
        String defaultText = setting.defaultText().isEmpty() ? "" : " (" + setting.defaultText() + ")";
        OptionSpec.Builder option = OptionSpec.builder(flag).type(String.class);
        if (setting.type().equals(ValueType.BOOLEAN)) {
            // The flag alone says yes.
            option.arity("0..1").fallbackValue("true");
        } else {
            option.arity("1");
        }
        return option.paramLabel(setting.type().placeholder())
                .description((setting.doc() + defaultText + ".").replace("%", "%%"))
                .build();
    }
}
