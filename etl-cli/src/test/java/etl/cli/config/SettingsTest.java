package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.aws.S3Location;
import etl.cli.config.Settings.CatalogMode;
import etl.cli.config.Settings.LogFormat;
import etl.parquet.TypeChoices.ColumnChoice;
import etl.parquet.WriteOptions.Compression;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.tasks.EtlException;
import etl.tasks.run.RunSettings.OnDrift;
import etl.tasks.run.RunSettings.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    /// A setting, a text and what it means, its default as text, and a text that is wrong with a part of its message.
    private record Case<T>(Setting<T> setting, String text, T value, String defaultText, String wrong, String message) {
        @Override
        public String toString() {
            return setting.key();
        }
    }

    private static final List<Case<?>> CASES = List.of(
            new Case<>(
                    Settings.SOURCE_URL,
                    "postgresql://me@db:6543/shop",
                    new SourceUrl(
                            Optional.of("db"),
                            Optional.of(6543),
                            Optional.of("shop"),
                            Optional.of("me"),
                            Optional.empty(),
                            Map.of()),
                    "",
                    "mysql://db/shop",
                    "must begin with postgresql://"),
            new Case<>(Settings.SOURCE_USER, "reader", "reader", "", " ", "the value is empty"),
            new Case<>(
                    Settings.SOURCE_SSLMODE, "verify-ca", SslMode.VERIFY_CA, "", "verify", "Did you mean 'verify-ca'"),
            new Case<>(Settings.SOURCE_SSLROOTCERT, "ca.pem", Path.of("ca.pem"), "", " ", "the value is empty"),
            new Case<>(Settings.SOURCE_PASSWORD_ENV, "DB_PASSWORD", "DB_PASSWORD", "", "  ", "the value is empty"),
            new Case<>(
                    Settings.SOURCE_PASSWORD_FILE,
                    "/run/secret",
                    Path.of("/run/secret"),
                    "",
                    " ",
                    "the value is empty"),
            new Case<>(Settings.SOURCE_PASSWORD_SECRET, "shop/reader", "shop/reader", "", " ", "the value is empty"),
            new Case<>(Settings.SOURCE_RDS_IAM, "true", true, "false", "yes", "neither true nor false"),
            new Case<>(
                    Settings.SOURCE_PROPERTIES,
                    "channelBinding=require, sslNegotiation=direct",
                    new DriverProperties(Map.of("channelBinding", "require", "sslNegotiation", "direct")),
                    "",
                    "socketFactory",
                    "'socketFactory' is not NAME=VALUE"),
            new Case<>(Settings.SOURCE_CONNECT_TIMEOUT, "500ms", Duration.ofMillis(500), "10s", "5", "'5' has no unit"),
            new Case<>(Settings.SOURCE_LOCK_TIMEOUT, "1m", Duration.ofMinutes(1), "30s", "1 minute", "not a duration"),
            new Case<>(Settings.SOURCE_QUERY_TIMEOUT, "1h30m", Duration.ofMinutes(90), "2h", "0s", "not a duration"),
            new Case<>(Settings.SOURCE_SILENCE_TIMEOUT, "1d", Duration.ofDays(1), "5m", "s", "not a duration"),
            new Case<>(Settings.SOURCE_RETRY_PAUSE, "500ms", Duration.ofMillis(500), "2s", "soon", "not a duration"),
            new Case<>(
                    Settings.DESTINATION,
                    "s3://bucket/a/b",
                    new DestinationUri.S3(S3Location.parse("s3://bucket/a/b/")),
                    "",
                    "s3a://bucket/a",
                    "Did you mean 's3://bucket/a'?"),
            new Case<>(
                    Settings.CONTROL,
                    "s3://control/a/b",
                    new DestinationUri.S3(S3Location.parse("s3://control/a/b/")),
                    "",
                    "control/a",
                    "Did you mean 'file:control/a'"),
            new Case<>(Settings.AWS_REGION, "eu-central-1", "eu-central-1", "", " ", "the value is empty"),
            new Case<>(Settings.AWS_BUCKET_OWNER, "012345678901", "012345678901", "", "1234", "12 digits"),
            new Case<>(Settings.CATALOG_MODE, "crawler", CatalogMode.CRAWLER, "", "crawlr", "Did you mean 'crawler'?"),
            new Case<>(Settings.CATALOG_CRAWLER, "nightly", "nightly", "", " ", "the value is empty"),
            new Case<>(Settings.CATALOG_DATABASE, "shop", "shop", "", " ", "the value is empty"),
            new Case<>(Settings.CATALOG_DEADLINE, "10m", Duration.ofMinutes(10), "30m", "ten", "not a duration"),
            new Case<>(Settings.ON_DRIFT, "add", OnDrift.ADD, "fail", "ad", "Did you mean 'add'?"),
            new Case<>(Settings.MAX_DROP, "12.5%", 0.125, "", "0.5", "not a percentage"),
            new Case<>(Settings.LONGEST_RUN, "6h", Duration.ofHours(6), "1d", "6", "has no unit"),
            new Case<>(Settings.KEEP_SUPERSEDED, "2d", Duration.ofDays(2), "1d", "2", "has no unit"),
            new Case<>(Settings.WORKERS, "8", 8, "2", "0", "a whole number from 1 to 64"),
            new Case<>(Settings.READER, "cursor", Reader.CURSOR, "copy", "jdbc", "not one of copy or cursor"),
            new Case<>(Settings.GUARDS_VERIFY, "true", true, "false", "no", "neither true nor false"),
            new Case<>(Settings.GUARDS_MAX_SNAPSHOT_AGE, "6h", Duration.ofHours(6), "", "6", "has no unit"),
            new Case<>(Settings.GUARDS_MAX_REPLAY_LAG, "30s", Duration.ofSeconds(30), "", "late", "not a duration"),
            new Case<>(Settings.PARQUET_COMPRESSION, "gzip", Compression.GZIP, "zstd", "zst", "Did you mean 'zstd'?"),
            new Case<>(Settings.PARQUET_ROW_GROUP, "16MiB", 16L << 20, "64MiB", "16", "'16' has no unit"),
            new Case<>(Settings.PARQUET_TARGET_FILE, "1 GB", 1_000_000_000L, "256MiB", "big", "not a size"),
            new Case<>(Settings.TYPES_TARGET, "parquet", Target.PARQUET, "athena", "hive", "athena or parquet"),
            new Case<>(Settings.TYPES_TIMESTAMPS, "micros", TimestampUnit.MICROS, "", "nanos", "millis or micros"),
            new Case<>(
                    Settings.TYPES_NUMERIC,
                    "decimal(38,9)",
                    new Representation.AsDecimal(38, 9),
                    "",
                    "numeric(12,2)",
                    "Did you mean 'decimal(12,2)'?"),
            new Case<>(
                    Settings.TYPES_ON_SPECIAL,
                    "clamp",
                    OnSpecial.CLAMP,
                    "fail",
                    "string",
                    "would turn every date, timestamp and decimal into text"),
            new Case<>(Settings.TYPES_TRIM, "true", true, "false", "yes", "neither true nor false"),
            new Case<>(
                    Settings.TYPES_COLUMNS,
                    "{orders.amount: decimal(12,3), orders.at: {on-special: null, timestamps: micros}}",
                    new ColumnChoices(Map.of(
                            "orders",
                            Map.of(
                                    "amount",
                                    new ColumnChoice(
                                            Optional.of(new Representation.AsDecimal(12, 3)),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty()),
                                    "at",
                                    new ColumnChoice(
                                            Optional.empty(),
                                            Optional.of(TimestampUnit.MICROS),
                                            Optional.of(OnSpecial.NULL),
                                            Optional.empty())))),
                    "",
                    "{orders.amount: decimal(50,2)}",
                    "at most 38 digits"),
            new Case<>(Settings.SCHEDULE_JOB, "nightly-29931960", "nightly-29931960", "", " ", "the value is empty"),
            new Case<>(
                    Settings.TIME_ZONE,
                    "Europe/Berlin",
                    ZoneId.of("Europe/Berlin"),
                    "UTC",
                    "Europe/Berln",
                    "Did you mean 'Europe/Berlin'"),
            new Case<>(
                    Settings.PARTITION_TIME_ZONE,
                    "Europe/Berlin",
                    ZoneId.of("Europe/Berlin"),
                    "UTC",
                    "Europe/Berln",
                    "Did you mean 'Europe/Berlin'"),
            new Case<>(Settings.SAMPLES, "true", true, "", "yes", "neither true nor false"),
            new Case<>(Settings.LOG_FORMAT, "json", LogFormat.JSON, "auto", "xml", "not one of auto, text or json"),
            new Case<>(
                    Settings.TERMINATION_MESSAGE,
                    "/dev/termination-log",
                    Path.of("/dev/termination-log"),
                    "",
                    " ",
                    "the value is empty"));

    static Stream<Case<?>> cases() {
        return CASES.stream();
    }

    @Test
    void every_setting_has_a_case_here() {
        assertEquals(
                Settings.all().stream().map(Setting::key).sorted().toList(),
                CASES.stream().map(one -> one.setting().key()).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void aFlagGivesTheValue(Case<T> one) {
        SettingValues values = SettingValues.resolve(Map.of(one.setting(), one.text()), Map.of(), ConfigFile.EMPTY);

        assertEquals(Optional.of(one.value()), values.find(one.setting()));
        assertEquals(Origin.Level.FLAG, values.origin(one.setting()).level());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void aVariableGivesTheValue(Case<T> one) {
        SettingValues values =
                SettingValues.resolve(Map.of(), Map.of(one.setting().variable(), one.text()), ConfigFile.EMPTY);

        assertEquals(Optional.of(one.value()), values.find(one.setting()));
        assertEquals(one.setting().variable(), values.origin(one.setting()).text());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void theFileGivesTheValueByEachOfItsNames(Case<T> one) {
        for (String key : Stream.concat(Stream.of(one.setting().key()), one.setting().aliases().stream())
                .toList()) {
            ConfigFile file = ConfigFile.parse(yaml(key, one.text()), "etl.yaml");

            SettingValues values = SettingValues.resolve(Map.of(), Map.of(), file);

            assertEquals(Optional.of(one.value()), values.find(one.setting()), key);
            assertEquals(
                    "etl.yaml:" + key.split("\\.").length,
                    values.origin(one.setting()).text());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void aWrongTextIsRefusedWithItsPlace(Case<T> one) {
        EtlException e = assertThrows(
                EtlException.class,
                () -> SettingValues.resolve(Map.of(), Map.of(one.setting().variable(), one.wrong()), ConfigFile.EMPTY));

        assertTrue(e.getMessage().startsWith(one.setting().variable() + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(one.message()), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void whatIsPrintedParsesToTheSameValue(Case<T> one) {
        assertEquals(
                one.value(), one.setting().type().parse(one.setting().type().print(one.value())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    <T> void theDefaultIsTheDocumentedOne(Case<T> one) {
        assertEquals(one.defaultText(), one.setting().defaultText());
    }

    @Test
    void no_two_settings_share_a_name() {
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : Settings.all()) {
            assertTrue(names.add(setting.key()), setting.key());
            assertTrue(names.add(setting.variable()), setting.variable());
            setting.aliases().forEach(alias -> assertTrue(names.add(alias), alias));
            setting.flag().ifPresent(flag -> assertTrue(names.add(flag), flag));
            assertFalse(setting.doc().endsWith("."), setting.doc());
        }
    }

    @Test
    void a_flag_wins_over_a_variable_and_that_over_the_file() {
        ConfigFile file = ConfigFile.parse("workers: 3", "etl.yaml");
        Map<Setting<?>, String> flag = Map.of(Settings.WORKERS, "5");
        Map<String, String> variable = Map.of("ETL_WORKERS", "4");

        assertEquals(5, SettingValues.resolve(flag, variable, file).get(Settings.WORKERS));
        assertEquals(4, SettingValues.resolve(Map.of(), variable, file).get(Settings.WORKERS));
        assertEquals(3, SettingValues.resolve(Map.of(), Map.of(), file).get(Settings.WORKERS));
        assertEquals(
                2, SettingValues.resolve(Map.of(), Map.of(), ConfigFile.EMPTY).get(Settings.WORKERS));
    }

    @Test
    void an_empty_variable_sets_nothing() {
        assertEquals(
                2,
                SettingValues.resolve(Map.of(), Map.of("ETL_WORKERS", ""), ConfigFile.EMPTY)
                        .get(Settings.WORKERS));
    }

    @Test
    void all_wrong_values_are_told_at_once() {
        Map<String, String> variables = new HashMap<>();
        CASES.forEach(one -> variables.put(one.setting().variable(), one.wrong()));

        EtlException e =
                assertThrows(EtlException.class, () -> SettingValues.resolve(Map.of(), variables, ConfigFile.EMPTY));

        assertEquals(
                CASES.stream().map(one -> one.setting().variable()).collect(Collectors.toSet()),
                e.getMessage().lines().map(line -> line.replaceFirst(":.*", "")).collect(Collectors.toSet()));
    }

    @Test
    void a_variable_that_is_nearly_a_settings_is_a_mistake() {
        EtlException e = assertThrows(
                EtlException.class,
                () -> SettingValues.resolve(Map.of(), Map.of("ETL_WORKRES", "3"), ConfigFile.EMPTY));

        assertEquals("ETL_WORKRES: no setting has this variable. Did you mean 'ETL_WORKERS'?", e.getMessage());
    }

    @Test
    void variables_of_the_launcher_the_tests_and_other_programs_are_left_alone() {
        SettingValues.resolve(
                Map.of(),
                Map.of(
                        "ETL_JAVA_OPTS",
                        "-Xmx1g",
                        "ETL_TEST_POSTGRES_URL",
                        "x",
                        "ETL_CONFIG",
                        "y",
                        "ETL_TEAM_NAME",
                        "z"),
                ConfigFile.EMPTY);
    }

    @Test
    void a_password_is_refused_in_a_flag_and_in_the_file_and_not_repeated() {
        String url = "postgresql://me:t0psecret@db/shop";
        for (EtlException e : List.of(
                assertThrows(
                        EtlException.class,
                        () -> SettingValues.resolve(Map.of(Settings.SOURCE_URL, url), Map.of(), ConfigFile.EMPTY)),
                assertThrows(
                        EtlException.class,
                        () -> SettingValues.resolve(
                                Map.of(), Map.of(), ConfigFile.parse(yaml("source.url", url), "etl.yaml"))))) {
            assertTrue(e.getMessage().contains("PGPASSWORD"), e.getMessage());
            assertFalse(e.getMessage().contains("t0psecret"), e.getMessage());
        }
    }

    /// A key path as nested YAML.
    private static String yaml(String key, String text) {
        String[] names = key.split("\\.");
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            yaml.append("  ".repeat(i)).append(names[i]).append(i == names.length - 1 ? ": " : ":\n");
        }
        return yaml.append('"').append(text).append('"').toString();
    }
}
