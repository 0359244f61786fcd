package etl.cli.config;

import etl.tasks.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The effective value of every setting, and where it came from.
public final class SettingValues {
    private static final String PREFIX = "ETL_";
    private static final String SOURCE = "source.";

    /// Variables of the launcher and of [Configuration]. `ETL_TEST_…` belongs to the tests.
    private static final Set<String> OTHER_VARIABLES = Set.of("ETL_CONFIG", "ETL_JAVA_OPTS", "ETL_CLASSPATH");

    private final Map<Setting<?>, Value<?>> values;

    private SettingValues(Map<Setting<?>, Value<?>> values) {
        this.values = Map.copyOf(values);
    }

    /// Takes each setting from the strongest level that sets it.
    ///
    /// @param flags the texts given by flags
    /// @param environment the environment's variables
    /// @throws etl.tasks.EtlException when values are wrong: all of them at once
    public static SettingValues resolve(
            Map<Setting<?>, String> flags, Map<String, String> environment, ConfigFile file) {
        Problems problems = new Problems();
        SettingValues values = resolve(flags, environment, file, problems);
        problems.throwIfAny();
        return values;
    }

    /// The same beside other problems.
    ///
    /// @param problems takes what is wrong; a setting whose value is wrong isn't set
    static SettingValues resolve(
            Map<Setting<?>, String> flags, Map<String, String> environment, ConfigFile file, Problems problems) {
        Map<Setting<?>, Value<?>> values = new HashMap<>();
        for (Setting<?> setting : Settings.all()) {
            text(setting, flags, environment, file)
                    .flatMap(text -> parse(setting, text, problems))
                    .ifPresent(value -> values.put(setting, value));
        }
        unknownVariables(environment, problems);
        return new SettingValues(values);
    }

    /// The values for one of `sources`: its own instead of those of the section `source`, and all others.
    ///
    /// @param path its place in the file: `sources.crm`
    /// @throws etl.tasks.EtlException when values are wrong: all of them at once
    SettingValues ofSource(String path, NamedSource source) {
        Problems problems = new Problems();
        Map<Setting<?>, Value<?>> own = new HashMap<>();
        values.forEach((setting, value) -> {
            if (!setting.key().startsWith(SOURCE)) {
                own.put(setting, value);
            }
        });
        source.values().forEach((setting, text) -> {
            String key = path + "." + setting.key().substring(SOURCE.length());
            parse(setting, text, text.origin() + ": " + key, problems).ifPresent(value -> own.put(setting, value));
        });
        problems.throwIfAny();
        return new SettingValues(own);
    }

    private static Optional<Value<String>> text(
            Setting<?> setting, Map<Setting<?>, String> flags, Map<String, String> environment, ConfigFile file) {
        String flag = flags.get(setting);
        if (flag != null) {
            return Optional.of(new Value<>(flag, Origin.flag(setting.flag().orElse(setting.key()))));
        }
        String variable = environment.get(setting.variable());
        // An empty variable is how a shell or a manifest unsets one.
        if (variable != null && !variable.isEmpty()) {
            return Optional.of(new Value<>(variable, Origin.environment(setting.variable())));
        }
        return Optional.ofNullable(file.values().get(setting));
    }

    private static <T> Optional<Value<?>> parse(Setting<T> setting, Value<String> text, Problems problems) {
        return parse(
                setting,
                text,
                text.origin().level() == Origin.Level.FILE
                        ? text.origin() + ": " + setting.key()
                        : text.origin().text(),
                problems);
    }

    private static <T> Optional<Value<?>> parse(
            Setting<T> setting, Value<String> text, String where, Problems problems) {
        try {
            T value = setting.type().parse(text.value());
            if (value instanceof SourceUrl url && url.password().isPresent()) {
                passwordProblem(text.origin()).ifPresent(problem -> problems.add(where + ": " + problem));
            }
            return Optional.of(new Value<>(value, text.origin()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(where + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /// A password in a flag shows in the list of processes, one in a file in its history.
    private static Optional<String> passwordProblem(Origin origin) {
        String instead =
                " Take it out and set PGPASSWORD, source.password-file, source.password-secret or source.password-env; and change it, as it has been seen.";
        return switch (origin.level()) {
            case FLAG -> Optional.of("a password in a flag is seen by everyone on this machine." + instead);
            case FILE -> Optional.of("a password doesn't belong in this file." + instead);
            default -> Optional.empty();
        };
    }

    private static void unknownVariables(Map<String, String> environment, Problems problems) {
        List<String> known = Settings.all().stream()
                .map(setting -> setting.variable().substring(PREFIX.length()))
                .toList();
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (!variable.startsWith(PREFIX) || OTHER_VARIABLES.contains(variable)) {
                continue;
            }
            String name = variable.substring(PREFIX.length());
            // Another program may have variables of this prefix too: only a near miss is a mistake.
            if (!name.startsWith("TEST_") && !known.contains(name)) {
                Nearest.to(name, known).stream()
                        .findFirst()
                        .ifPresent(near -> problems.add("%s: no setting has this variable. Did you mean '%s%s'?"
                                .formatted(variable, PREFIX, near)));
            }
        }
    }

    /// The value of a setting, its default when nobody sets it, or nothing.
    // A setting's value is made by its own type.
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Setting<T> setting) {
        Value<T> value = (Value<T>) values.get(setting);
        return value == null ? setting.defaultValue() : Optional.of(value.value());
    }

    /// The value of a setting that has a default.
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalArgumentException(setting.key() + " has no default"));
    }

    /// Whether a flag, a variable or the file sets it.
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(setting);
    }

    /// Where the value of a setting came from.
    public Origin origin(Setting<?> setting) {
        Value<?> value = values.get(setting);
        return value == null ? Origin.DEFAULT : value.origin();
    }

    /// The value as a user would write it, secrets masked; empty when there is none.
    public <T> Optional<String> text(Setting<T> setting) {
        return find(setting).map(setting.type()::print);
    }

    @Override
    public String toString() {
        return values.keySet().stream().map(Setting::key).sorted().collect(Collectors.joining(", "));
    }
}
