package etl.cli.config;

import etl.aws.CrawlerCatalog;
import etl.parquet.WriteOptions;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.tasks.run.RunSettings;
import etl.tasks.source.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Every setting, one line each. `etl.yaml`, the `ETL_*` variables, the flags, `etl config` and docs/configuration.md
/// follow from this list.
public final class Settings {
    /// As many as the heap that the launcher gives holds with row groups of the default size.
    public static final int DEFAULT_WORKERS = 2;
    public static final int MAX_WORKERS = 64;
    public static final Duration DEFAULT_CATALOG_DEADLINE = CrawlerCatalog.DEFAULT_TIMEOUT;

    /// What is told when files are published.
    public enum CatalogMode {
        NONE,
        CRAWLER,
        DIRECT
    }

    /// How events and messages are shown on stderr.
    public enum LogFormat {
        AUTO,
        TEXT,
        JSON
    }

    private static final List<Setting<?>> LIST = new ArrayList<>();

    public static final Setting<DatabaseUrl> SOURCE_URL = add(Setting.of(
                    "source.url",
                    DatabaseUrl.TYPE,
                    "The database to read, without a password; further ones are named in sources, see sources.md")
            .flag("--source"));
    public static final Setting<String> SOURCE_USER =
            add(Setting.of("source.user", ValueType.TEXT, "The role to connect as, where the URL doesn't name one"));
    public static final Setting<SslMode> SOURCE_SSLMODE = add(Setting.of(
                    "source.sslmode",
                    SslMode.TYPE,
                    "How the connection is encrypted; verify-full by default, prefer when the host is this machine")
            .flag("--sslmode"));
    public static final Setting<Path> SOURCE_SSLROOTCERT = add(Setting.of(
                    "source.sslrootcert",
                    ValueType.PATH,
                    "The certificates of the authorities that verify-ca and verify-full trust, such as RDS' bundle; system: Java's own, which are the default where ~/.postgresql/root.crt isn't there")
            .alias("source.ca")
            .flag("--sslrootcert"));
    public static final Setting<String> SOURCE_PASSWORD_ENV = add(Setting.of(
            "source.password-env", ValueType.TEXT, "The name of the environment variable that holds the password"));
    public static final Setting<Path> SOURCE_PASSWORD_FILE = add(Setting.of(
                    "source.password-file",
                    ValueType.PATH,
                    "The file whose first line is the password; it is read again for every connection")
            .flag("--password-file"));
    public static final Setting<String> SOURCE_PASSWORD_SECRET = add(
            Setting.of(
                    "source.password-secret",
                    ValueType.TEXT,
                    "The name or ARN of the secret in AWS Secrets Manager that holds the password, as its text or as the field password of its JSON"));
    public static final Setting<Boolean> SOURCE_RDS_IAM = add(Setting.of(
                    "source.rds-iam",
                    ValueType.BOOLEAN,
                    "Whether RDS' IAM authentication takes the password's place: each connection gets a token of its own")
            .orElse(false));
    public static final Setting<DriverProperties> SOURCE_PROPERTIES = add(Setting.of(
            "source.properties",
            DriverProperties.TYPE,
            "Further properties of the driver; of Postgres' those that the program doesn't need for itself"));
    public static final Setting<Duration> SOURCE_CONNECT_TIMEOUT =
            add(Setting.of("source.connect-timeout", ValueType.DURATION, "How long one attempt to connect may take")
                    .orElse(SourceSettings.DEFAULT_CONNECT_TIMEOUT));
    public static final Setting<Duration> SOURCE_LOCK_TIMEOUT = add(Setting.of(
                    "source.lock-timeout",
                    ValueType.DURATION,
                    "How long planning may wait for a lock that another session holds")
            .orElse(SourceSettings.DEFAULT_LOCK_TIMEOUT));
    public static final Setting<Duration> SOURCE_QUERY_TIMEOUT =
            add(Setting.of("source.query-timeout", ValueType.DURATION, "How long a query may take until its first row")
                    .orElse(SourceSettings.DEFAULT_QUERY_TIMEOUT));
    public static final Setting<Duration> SOURCE_SILENCE_TIMEOUT = add(Setting.of(
                    "source.silence-timeout",
                    ValueType.DURATION,
                    "How long the server may send nothing between two rows")
            .orElse(SourceSettings.DEFAULT_SILENCE_TIMEOUT));
    public static final Setting<Duration> SOURCE_RETRY_PAUSE = add(Setting.of(
                    "source.retry-pause",
                    ValueType.DURATION,
                    "How long to wait before something is tried again that failed for a reason that passes; four times as long before each further try")
            .orElse(SourceSettings.DEFAULT_RETRY_PAUSE));

    public static final Setting<DestinationUri> DESTINATION = add(
            Setting.of("destination", DestinationUri.TYPE, "Where the files go").flag("--dest"));
    public static final Setting<DestinationUri> CONTROL = add(
            Setting.of(
                    "control",
                    DestinationUri.TYPE,
                    "Where the log of what is published lies, for this destination alone; s3://BUCKET/_etl/PREFIX/ or FOLDER/.etl/ by default"));

    public static final Setting<String> AWS_REGION = add(Setting.of(
            "aws.region", ValueType.TEXT, "The region of the bucket and the catalog; AWS_REGION by default"));
    public static final Setting<String> AWS_BUCKET_OWNER = add(Setting.of(
            "aws.bucket-owner",
            ValueType.matching("an account's 12 digits", "ACCOUNT", "\\d{12}"),
            "The account that must own the bucket: one of the same name in another account is refused"));

    public static final Setting<CatalogMode> CATALOG_MODE = add(Setting.of(
                    "catalog.mode",
                    ValueType.choice(CatalogMode.class),
                    "What is told at the end: nothing, a Glue crawler, or the Glue Data Catalog itself; crawler by default where one is named")
            .alias("catalog"));
    public static final Setting<String> CATALOG_CRAWLER = add(
            Setting.of("catalog.crawler", ValueType.TEXT, "The Glue crawler that is started when the files are visible")
                    .flag("--crawler"));
    public static final Setting<String> CATALOG_DATABASE = add(Setting.of(
                    "catalog.database",
                    ValueType.TEXT,
                    "The Glue database of the tables: the one that the crawler must write to (any by default), or that the mode direct fills")
            .flag("--catalog-database"));
    public static final Setting<Duration> CATALOG_DEADLINE = add(
            Setting.of("catalog.deadline", ValueType.DURATION, "How long the end of the run may wait for the catalog")
                    .orElse(DEFAULT_CATALOG_DEADLINE)
                    .flag("--catalog-deadline"));

    public static final Setting<RunSettings.OnDrift> ON_DRIFT = add(Setting.of(
                    "on-drift",
                    ValueType.choice(RunSettings.OnDrift.class),
                    "What becomes of a table whose columns aren't those of the files published last: fail, ignore (new ones are left out) or add (they are published)")
            .orElse(RunSettings.OnDrift.FAIL)
            .flag("--on-drift"));

    public static final Setting<Double> MAX_DROP = add(Setting.of(
                    "guards.max-drop",
                    ValueType.PERCENT,
                    "The largest part of its rows that a table may have lost since its last commit, such as 50%; a run that finds more lost publishes nothing")
            .flag("--max-drop"));
    public static final Setting<Duration> LONGEST_RUN = add(Setting.of(
                    "publish.longest-run",
                    ValueType.DURATION,
                    "How long a run may take from its start to its decision; what it uploaded is removed by later runs after that")
            .orElse(RunSettings.Publishing.DEFAULT_LONGEST_RUN));
    public static final Setting<Duration> KEEP_SUPERSEDED = add(Setting.of(
                    "publish.keep-superseded",
                    ValueType.DURATION,
                    "How long files stay after the catalog (mode direct) points at newer ones, for queries that have listed them")
            .orElse(RunSettings.Publishing.DEFAULT_KEEP_SUPERSEDED));

    public static final Setting<Integer> WORKERS = add(Setting.of(
                    "workers",
                    ValueType.number(1, MAX_WORKERS),
                    "How many connections read at once; fewer are used when the heap can't hold their row groups")
            .orElse(DEFAULT_WORKERS)
            .flag("--workers"));
    public static final Setting<RunSettings.Reader> READER = add(Setting.of(
                    "reader",
                    ValueType.choice(RunSettings.Reader.class),
                    "How the rows of typed tasks are read: COPY is fast, a cursor passes poolers and proxies")
            .orElse(RunSettings.Reader.COPY)
            .flag("--reader"));

    public static final Setting<Boolean> GUARDS_VERIFY = add(Setting.of(
                    "guards.verify",
                    ValueType.BOOLEAN,
                    "Whether the server counts every task's rows once more, under the same snapshot; a run whose counts differ publishes nothing")
            .orElse(RunSettings.Guards.DEFAULT.verify())
            .flag("--verify"));
    public static final Setting<Duration> GUARDS_MAX_SNAPSHOT_AGE = add(Setting.of(
                    "guards.max-snapshot-age",
                    ValueType.DURATION,
                    "How long all reading together may take, and so how long the snapshot keeps the server from cleaning up; by default as long as it takes")
            .flag("--max-snapshot-age"));
    public static final Setting<Duration> GUARDS_MAX_REPLAY_LAG = add(Setting.of(
                    "guards.max-replay-lag",
                    ValueType.DURATION,
                    "How far the data of a standby may be behind; by default however far")
            .flag("--max-replay-lag"));

    public static final Setting<WriteOptions.Compression> PARQUET_COMPRESSION = add(Setting.of(
                    "parquet.compression", ValueType.choice(WriteOptions.Compression.class), "The codec of the pages")
            .orElse(WriteOptions.DEFAULT.compression())
            .flag("--compression"));
    public static final Setting<Long> PARQUET_ROW_GROUP = add(Setting.of(
                    "parquet.row-group",
                    ValueType.SIZE_BYTES,
                    "A row group is closed when its compressed pages reach this size")
            .orElse(WriteOptions.DEFAULT_ROW_GROUP_BYTES)
            .flag("--row-group"));
    public static final Setting<Long> PARQUET_TARGET_FILE = add(Setting.of(
                    "parquet.target-file",
                    ValueType.SIZE_BYTES,
                    "A file is closed at the end of the row group that takes it past this size")
            .orElse(WriteOptions.DEFAULT_TARGET_FILE_BYTES)
            .flag("--target-file"));

    public static final Setting<TypeOptions.Target> TYPES_TARGET = add(Setting.of(
                    "types.target",
                    ValueType.choice(TypeOptions.Target.class),
                    "Who reads the files: Athena (and all that read through Glue), or readers that know Parquet's TIME and UUID")
            .orElse(TypeOptions.DEFAULT.target())
            .flag("--target"));
    public static final Setting<TypeOptions.TimestampUnit> TYPES_TIMESTAMPS = add(Setting.of(
                    "types.timestamps",
                    ValueType.choice(TypeOptions.TimestampUnit.class),
                    "The digits that timestamps keep; millis by default for athena, whose documentation knows no more, micros for parquet")
            .flag("--timestamps"));
    public static final Setting<TypeOptions.Representation> TYPES_NUMERIC = add(Setting.of(
                    "types.numeric",
                    TypeTexts.REPRESENTATION,
                    "What becomes of a numeric for which the database declares no digits, or more than 38; such a column is refused by default")
            .flag("--numeric"));
    public static final Setting<OnSpecial> TYPES_ON_SPECIAL = add(Setting.of(
                    "types.on-special",
                    TypeTexts.ON_SPECIAL,
                    "What becomes of values that their column can't represent, such as NaN in a decimal: the run fails, null, or the nearest value where there is one")
            .orElse(TypeOptions.DEFAULT.onSpecial())
            .flag("--on-special"));
    public static final Setting<Boolean> TYPES_TRIM =
            add(Setting.of("types.trim", ValueType.BOOLEAN, "Whether char(n) loses the padding at its end")
                    .orElse(TypeOptions.DEFAULT.trim()));
    public static final Setting<ColumnChoices> TYPES_COLUMNS =
            add(Setting.of("types.columns", ColumnChoices.TYPE, "The same for single columns; see below"));

    public static final Setting<String> SCHEDULE_JOB = add(
            Setting.of(
                    "schedule.job",
                    ValueType.TEXT,
                    "The name of the Kubernetes job that the program runs in (the pod's label batch.kubernetes.io/job-name): the scheduled minute at its end is the run's logical time; see operations.md"));
    public static final Setting<ZoneId> TIME_ZONE = add(Setting.of(
                    "time-zone", ValueType.ZONE, "The zone of the run's date: that of the scheduled time, or today's")
            .orElse(ZoneId.of("UTC")));

    public static final Setting<ZoneId> PARTITION_TIME_ZONE = add(Setting.of(
                    "partition-time-zone",
                    ValueType.ZONE,
                    "The zone in which a day, month or year of partition-by begins, for columns that hold points in time")
            .orElse(ZoneId.of("UTC")));

    public static final Setting<Boolean> SAMPLES = add(
            Setting.of(
                    "samples",
                    ValueType.BOOLEAN,
                    "Whether the sample tasks are there; by default only while there are no others, neither in the configuration nor in a jar"));
    public static final Setting<LogFormat> LOG_FORMAT = add(Setting.of(
                    "log-format",
                    ValueType.choice(LogFormat.class),
                    "How stderr looks; auto: bars at a terminal, one JSON object a line elsewhere")
            .orElse(LogFormat.AUTO)
            .flag("--log-format"));

    public static final Setting<Path> TERMINATION_MESSAGE = add(
            Setting.of(
                    "termination-message",
                    ValueType.PATH,
                    "The file that says in little how the program ended, such as Kubernetes' /dev/termination-log; see operations.md"));

    private Settings() {}

    /// All settings in the order in which they are shown.
    public static List<Setting<?>> all() {
        return List.copyOf(LIST);
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        LIST.add(setting);
        return setting;
    }
}
