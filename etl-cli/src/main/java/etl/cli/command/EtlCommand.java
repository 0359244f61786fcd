package etl.cli.command;

import etl.cli.Session;
import etl.cli.Terminal;
import etl.cli.Version;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

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
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text and end.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and end.")
    private boolean version;

    private EtlCommand() {}

    /// The command line with every command.
    public static CommandLine commandLine(Session session) {
        CommandLine etl = new CommandLine(new EtlCommand())
                .addSubcommand(new RunCommand(session))
                .addSubcommand(new ListCommand(session))
                .addSubcommand(new DescribeCommand(session))
                .addSubcommand(new InspectCommand(session))
                .addSubcommand(new InsertDataCommand(session))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(new CommandLine(new CrawlerCommand())
                        .addSubcommand(new CrawlerStartCommand(session))
                        .addSubcommand(new CrawlerStatusCommand(session))
                        .addSubcommand(new CrawlerWaitCommand(session)))
                .addSubcommand(new ConfigCommand(session))
                .addSubcommand(new CompletionCommand(session));
        addSettings(etl);
        Terminal terminal = session.shell().terminal();
        boolean colour = terminal.colour() && terminal.out();
        etl.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        etl.setOut(new PrintWriter(session.shell().out(), true));
        etl.setErr(new PrintWriter(session.shell().err(), true));
        // `--output JSON` is as good as `--output json`.
        etl.setCaseInsensitiveEnumValuesAllowed(true);
        etl.setUsageHelpAutoWidth(false);
        etl.setUsageHelpWidth(100);
        etl.setUsageHelpLongOptionsMaxWidth(38);
        return etl;
    }

    private static void addSettings(CommandLine command) {
        if (command.getCommandSpec().userObject() instanceof ConfiguredCommand configured) {
            configured.addSettings(command.getCommandSpec());
        }
        command.getSubcommands().values().forEach(EtlCommand::addSettings);
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
