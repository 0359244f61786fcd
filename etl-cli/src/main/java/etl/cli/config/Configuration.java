package etl.cli.config;

import etl.aws.AwsSettings;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.tasks.EtlException;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.TaskRegistry;
import etl.tasks.run.RunSettings;
import etl.tasks.run.Sources;
import etl.tasks.run.TypeSettings;
import etl.tasks.source.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The effective configuration. A part is made when a command asks for it, so that one which needs no database doesn't
/// want it named.
///
/// @param values the value of every setting
/// @param tasks the tasks that the file declares
/// @param chosen what the file chooses for other tasks
/// @param inputs what the file names beside the default database
/// @param file the file that was read, as messages call it
/// @param environment the environment's variables
/// @param directory what relative paths are below
/// @param home the user's home directory
public record Configuration(
        SettingValues values,
        List<DeclaredTask> tasks,
        List<ChosenTask> chosen,
        DeclaredInputs inputs,
        Optional<String> file,
        Map<String, String> environment,
        Path directory,
        Path home) {
    static final String DEFAULT_FILE = "etl.yaml";
    private static final String FILE_VARIABLE = "ETL_CONFIG";

    public Configuration {
        tasks = List.copyOf(tasks);
        chosen = List.copyOf(chosen);
    }

    /// Reads the file, if there is one, and resolves every setting.
    ///
    /// @param config what `--config` says; empty: the variable `ETL_CONFIG`, then `etl.yaml` in the directory when it
    ///     is there
    /// @param flags the texts given by flags
    /// @throws EtlException for everything that is wrong in the file or with the values
    public static Configuration load(
            Optional<String> config,
            Map<Setting<?>, String> flags,
            Map<String, String> environment,
            Path directory,
            Path home) {
        Optional<String> name = config.or(() ->
                        Optional.ofNullable(environment.get(FILE_VARIABLE)).filter(text -> !text.isEmpty()))
                .or(() -> Optional.of(DEFAULT_FILE).filter(text -> Files.exists(directory.resolve(text))));
        Problems problems = new Problems();
        ConfigFile file = name.map(text -> ConfigFile.read(directory.resolve(text), text, problems))
                .orElse(ConfigFile.EMPTY);
        SettingValues values = SettingValues.resolve(flags, environment, file, problems);
        requireSources(file, problems);
        problems.throwIfAny();
        return new Configuration(
                values, file.tasks(), file.chosen(), file.inputs(), name, environment, directory, home);
    }

    /// A task's source must be one that the file names.
    private static void requireSources(ConfigFile file, Problems problems) {
        Set<String> known = new TreeSet<>(file.inputs().sources().keySet());
        known.add(Sources.DEFAULT);
        for (DeclaredTask declared : file.tasks()) {
            declared.task()
                    .options()
                    .source()
                    .filter(source -> !known.contains(source))
                    .ifPresent(source -> problems.add(
                            "%s: %s.%s.source: there is no source '%s'.%s Known are %s; sources in etl.yaml names more."
                                    .formatted(
                                            declared.origin(),
                                            ConfigFile.TASKS,
                                            declared.task().name(),
                                            source,
                                            Nearest.question(source, known),
                                            String.join(", ", known))));
        }
    }

    /// How stderr looks as long as the configuration isn't read. What is wrong about it is told with the rest.
    ///
    /// @param flag what the flag says
    public static Settings.LogFormat earlyLogFormat(Optional<String> flag, Map<String, String> environment) {
        Setting<Settings.LogFormat> setting = Settings.LOG_FORMAT;
        try {
            Map<String, String> only = new HashMap<>(environment);
            only.keySet().retainAll(Set.of(setting.variable()));
            return SettingValues.resolve(
                            flag.<Map<Setting<?>, String>>map(text -> Map.of(setting, text))
                                    .orElse(Map.of()),
                            only,
                            ConfigFile.EMPTY)
                    .get(setting);
        } catch (EtlException e) {
            return Settings.LogFormat.AUTO;
        }
    }

    /// The default database, for what is done with Postgres alone.
    ///
    /// @throws EtlException when no database is named, something about it is wrong, or it isn't Postgres
    public SourceConfig source() {
        return SourceConfig.resolve(values, environment, directory, home);
    }

    /// A database and where what is known of it came from: one of the two is there.
    public record ResolvedSource(Optional<SourceConfig> postgres, Optional<JdbcConfig> jdbc) {
        /// What the run needs.
        public Database database() {
            return jdbc.<Database>map(JdbcConfig::settings)
                    .orElseGet(() -> postgres.orElseThrow().settings());
        }
    }

    /// The names of all databases: the default one where something names it, and those of `sources`.
    public List<String> sourceNames() {
        List<String> names = new ArrayList<>();
        boolean isNamed = values.isSet(Settings.SOURCE_URL)
                || Stream.of("DATABASE_URL", "PGHOST", "PGDATABASE")
                        .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
        if (isNamed || inputs.sources().isEmpty()) {
            names.add(Sources.DEFAULT);
        }
        names.addAll(new TreeSet<>(inputs.sources().keySet()));
        return names;
    }

    /// The database of a name.
    ///
    /// @throws EtlException when there is none, or something about it is wrong
    public ResolvedSource source(String name) {
        @Nullable NamedSource named = inputs.sources().get(name);
        if (named == null && !name.equals(Sources.DEFAULT)) {
            List<String> known = sourceNames();
            throw EtlException.usage("There is no source '%s'.%s Known are %s; sources in etl.yaml names more."
                    .formatted(name, Nearest.question(name, known), String.join(", ", known)));
        }
        String path = ConfigFile.SOURCES + "." + name;
        SettingValues own = named == null ? values : values.ofSource(path, named);
        if (named != null && !own.isSet(Settings.SOURCE_URL)) {
            throw EtlException.usage(
                    "%s: %s has no url. Add one, such as url: postgresql://reader@db/crm, or the jdbc: URL of a driver in lib/."
                            .formatted(named.origin(), path));
        }
        if (own.find(Settings.SOURCE_URL).orElse(null) instanceof JdbcUrl url) {
            return new ResolvedSource(
                    Optional.empty(), Optional.of(JdbcConfig.resolve(url, own, environment, directory)));
        }
        SourceConfig postgres = named == null ? source() : SourceConfig.resolveNamed(own, environment, directory, home);
        return new ResolvedSource(Optional.of(postgres), Optional.empty());
    }

    /// The databases that tasks and their lookups name, and the default one where nothing else is read.
    ///
    /// @throws EtlException when one isn't there, or something about it is wrong
    public Sources sources(List<Task> run) {
        Map<String, Database> databases = new LinkedHashMap<>();
        for (String name : Sources.names(run)) {
            databases.put(name, source(name).database());
        }
        return new Sources(databases);
    }

    /// @throws EtlException when none is named
    public DestinationUri destination() {
        return values.find(Settings.DESTINATION)
                .orElseThrow(
                        () -> EtlException.usage(
                                "No destination is named. Set --dest s3://BUCKET/PREFIX/ or --dest file:FOLDER, or destination in etl.yaml."));
    }

    /// The mode that is set, or the one that follows from whether a crawler is named.
    public Value<Settings.CatalogMode> catalogMode() {
        return values.find(Settings.CATALOG_MODE)
                .map(mode -> new Value<>(mode, values.origin(Settings.CATALOG_MODE)))
                .or(() -> values.find(Settings.CATALOG_CRAWLER)
                        .map(crawler ->
                                new Value<>(Settings.CatalogMode.CRAWLER, values.origin(Settings.CATALOG_CRAWLER))))
                .orElse(new Value<>(Settings.CatalogMode.NONE, Origin.DEFAULT));
    }

    /// Whether the sample tasks are there: what is set, or whether there are no others, neither declared nor in a jar.
    public Value<Boolean> samples() {
        return values.find(Settings.SAMPLES)
                .map(samples -> new Value<>(samples, values.origin(Settings.SAMPLES)))
                .orElseGet(() -> new Value<>(
                        tasks.isEmpty() && !TaskRegistry.hasOwnTasks(),
                        tasks.isEmpty() ? Origin.DEFAULT : tasks.getFirst().origin()));
    }

    /// @throws EtlException when a crawler or a database is needed and none is named, or both modes are asked for
    public CatalogConfig catalog() {
        Optional<String> crawler = values.find(Settings.CATALOG_CRAWLER);
        return switch (catalogMode().value()) {
            case NONE -> new CatalogConfig.None();
            case CRAWLER ->
                new CatalogConfig.Crawler(
                        crawler.orElseThrow(() -> EtlException.usage(
                                "%s: catalog.mode is crawler and no crawler is named. Set catalog.crawler in etl.yaml, or --crawler NAME."
                                        .formatted(values.origin(Settings.CATALOG_MODE)))),
                        values.find(Settings.CATALOG_DATABASE),
                        values.get(Settings.CATALOG_DEADLINE));
            case DIRECT -> {
                Origin mode = values.origin(Settings.CATALOG_MODE);
                if (crawler.isPresent()) {
                    throw EtlException.usage(
                            "%s: catalog.mode is direct, and %s names the crawler %s. Keep one of the two."
                                    .formatted(mode, values.origin(Settings.CATALOG_CRAWLER), crawler.get()));
                }
                yield new CatalogConfig.Direct(
                        values.find(Settings.CATALOG_DATABASE)
                                .orElseThrow(() -> EtlException.usage(
                                        "%s: catalog.mode is direct and no database is named. Set catalog.database in etl.yaml, or --catalog-database NAME."
                                                .formatted(mode))),
                        values.get(Settings.CATALOG_DEADLINE));
            }
        };
    }

    /// How AWS is reached.
    ///
    /// @throws EtlException when one of AWS' own variables is wrong
    public AwsSettings aws() {
        return aws(values, environment);
    }

    static AwsSettings aws(SettingValues values, Map<String, String> environment) {
        return AwsSettings.of(environment)
                .withRegion(values.find(Settings.AWS_REGION).orElse(null))
                .withExpectedBucketOwner(values.find(Settings.AWS_BUCKET_OWNER).orElse(null));
    }

    /// How Parquet files are written.
    public WriteOptions parquet() {
        return new WriteOptions(
                values.get(Settings.PARQUET_COMPRESSION),
                values.get(Settings.PARQUET_ROW_GROUP),
                values.get(Settings.PARQUET_TARGET_FILE));
    }

    /// What is checked of what was read.
    public RunSettings.Guards guards() {
        return new RunSettings.Guards(
                values.get(Settings.GUARDS_VERIFY),
                values.find(Settings.GUARDS_MAX_SNAPSHOT_AGE),
                values.find(Settings.GUARDS_MAX_REPLAY_LAG));
    }

    /// The digits that timestamps keep: what is set, or what follows from who reads the files.
    public Value<TimestampUnit> timestamps() {
        Target target = values.get(Settings.TYPES_TARGET);
        return values.find(Settings.TYPES_TIMESTAMPS)
                .map(unit -> new Value<>(unit, values.origin(Settings.TYPES_TIMESTAMPS)))
                .orElseGet(() -> new Value<>(
                        switch (target) {
                            case ATHENA -> TimestampUnit.MILLIS;
                            case PARQUET -> TimestampUnit.MICROS;
                        },
                        values.origin(Settings.TYPES_TARGET)));
    }

    /// How types are chosen where Postgres leaves a choice and nothing is chosen for a column.
    public TypeOptions types() {
        return new TypeOptions(
                values.get(Settings.TYPES_TARGET),
                timestamps().value(),
                values.find(Settings.TYPES_NUMERIC),
                Optional.empty(),
                values.get(Settings.TYPES_ON_SPECIAL),
                values.get(Settings.TYPES_TRIM));
    }

    /// How types are chosen for the tasks of a run.
    ///
    /// A name that no task has is a mistake. But in a run that names tables or a query itself it may be that of a table
    /// that another such run names; only one that comes near a known name is a mistake there.
    ///
    /// @throws EtlException when columns are chosen for of such a task: all of them
    public TypeSettings types(List<Task> run) {
        ColumnChoices choices = values.find(Settings.TYPES_COLUMNS).orElse(ColumnChoices.NONE);
        Set<String> declared = registry().all().stream().map(Task::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(declared);
        run.forEach(task -> known.add(task.name()));
        boolean namesTables = known.size() > declared.size();
        Problems problems = new Problems();
        for (String name : new TreeSet<>(choices.tasks().keySet())) {
            boolean mistyped = known.stream().anyMatch(task -> Nearest.isMistyped(name, task));
            if (!known.contains(name) && (mistyped || !namesTables)) {
                problems.add(
                        "%s: types.columns.%s: no task is named '%s'.%s If other runs name that table (--table), declare it as a task."
                                .formatted(
                                        values.origin(Settings.TYPES_COLUMNS),
                                        name,
                                        name,
                                        Nearest.question(name, known)));
            }
        }
        problems.throwIfAny();
        return new TypeSettings(types(), choices.tasks());
    }

    /// Every task: those of jars, the sample tasks unless they are off, those of the file. Each has what is chosen for it.
    ///
    /// @throws EtlException when something is chosen for a task that isn't there, or what is chosen doesn't go together
    public TaskRegistry registry() {
        ZoneId zone = values.get(Settings.PARTITION_TIME_ZONE);
        Map<String, ChosenTask> left = new LinkedHashMap<>();
        chosen.forEach(choice -> left.put(choice.task(), choice));
        TaskRegistry registry = TaskRegistry.load(
                samples().value(),
                task -> {
                    ChosenTask choice = left.remove(task.name());
                    return choice == null ? task : task.with(choice.choices().over(task.options(), zone));
                },
                tasks.stream()
                        .<Task>map(declared -> inZone(declared.task(), zone))
                        .toList());
        Problems problems = new Problems();
        Set<String> known = registry.all().stream().map(Task::name).collect(Collectors.toCollection(TreeSet::new));
        left.forEach((name, choice) -> problems.add(
                "%s: tasks.%s has neither a table nor a query, and no task of a jar has that name.%s Add a table, such as 'table: public.%s'."
                        .formatted(choice.origin(), name, Nearest.question(name, known), name)));
        problems.throwIfAny();
        return registry;
    }

    private static Task inZone(Task.Relation task, ZoneId zone) {
        TaskOptions options = task.options();
        return task.with(options.partitionedBy(options.partitioning().in(zone)));
    }
}
