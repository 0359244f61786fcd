package etl.cli.command;

import etl.cli.Session;
import etl.cli.Terminal;
import etl.cli.log.LogStyle;
import etl.tasks.Version;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The program itself: only the commands below it do something.
@Command(
        name = "etl",
        description = {
            "Copies Postgres tables, and typed transforms of them, to Parquet files on S3 or in a folder.",
            "All files of a run become visible together, or none of them does."
        },
        versionProvider = EtlCommand.ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl demo",
            "  etl run --task orders --dest s3://bucket/prefix/",
            "  etl run --table public.orders --dest file:warehouse",
            "",
            "'etl COMMAND -h' shows what a command takes and an example."
        })
public final class EtlCommand {
    /// It describes all the others.
    private static final String COMPLETION = "generate-completion";

    private EtlCommand() {}

    /// The commands by their names, in the order of the help text.
    private static Map<String, Function<Session, Object>> commands() {
        Map<String, Function<Session, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("describe", DescribeCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put(
                "schemas",
                session -> new CommandLine(new SchemasCommand())
                        .addSubcommand(new SchemasGenerateCommand(session))
                        .addSubcommand(new SchemasDiffCommand(session)));
        commands.put("history", HistoryCommand::new);
        commands.put(
                "publish",
                session -> new CommandLine(new PublishCommand())
                        .addSubcommand(new PublishStatusCommand(session))
                        .addSubcommand(new PublishRecoverCommand(session)));
        commands.put("prune", PruneCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("insert-data", InsertDataCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put(
                "crawler",
                session -> new CommandLine(new CrawlerCommand())
                        .addSubcommand(new CrawlerStartCommand(session))
                        .addSubcommand(new CrawlerStatusCommand(session))
                        .addSubcommand(new CrawlerWaitCommand(session)));
        commands.put("config", ConfigCommand::new);
        commands.put(COMPLETION, CompletionCommand::new);
        return commands;
    }

    /// The command line for these arguments. Making a command takes a while (picocli reads its class by reflection), so
    /// when the first argument names one, it is the only one made.
    public static CommandLine commandLine(Session session, String... arguments) {
        CommandLine etl = new CommandLine(new EtlCommand());
        Map<String, Function<Session, Object>> commands = commands();
        String first = arguments.length == 0 ? "" : arguments[0];
        if (commands.containsKey(first) && !first.equals(COMPLETION)) {
            commands.keySet().retainAll(Set.of(first));
        }
        commands.forEach((name, command) -> etl.addSubcommand(name, command.apply(session)));
        etl.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version and end.")
                        .build());
        addOptions(etl);
        Terminal terminal = session.shell().terminal();
        boolean colour = terminal.colour() && terminal.out();
        etl.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        etl.setOut(writer(session.shell().out()));
        etl.setErr(writer(session.shell().err()));
        // `--output JSON` is as good as `--output json`.
        etl.setCaseInsensitiveEnumValuesAllowed(true);
        etl.setUsageHelpAutoWidth(false);
        etl.setUsageHelpWidth(100);
        etl.setUsageHelpLongOptionsMaxWidth(38);
        return etl;
    }

    /// The name of a command below `etl`, such as `publish recover`; empty for `etl` itself.
    public static String name(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        return name.substring(Math.min(name.length(), "etl ".length()));
    }

    /// How a command's messages look where stderr is no terminal and nobody says.
    public static LogStyle logStyleWithoutTerminal(CommandLine command) {
        return command.getCommandSpec().userObject() instanceof ConfiguredCommand configured
                ? configured.logStyleWithoutTerminal()
                : LogStyle.TEXT;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static void addOptions(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text and end.")
                .build());
        if (spec.userObject() instanceof ConfiguredCommand configured) {
            configured.addSettings(spec);
        }
        command.getSubcommands().values().forEach(EtlCommand::addOptions);
    }

    static final class ProgramVersion implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "etl " + Version.PROGRAM,
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
