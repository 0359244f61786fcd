package etl.cli;

import etl.cli.command.EtlCommand;
import etl.cli.config.Configuration;
import etl.cli.config.Setting;
import etl.cli.config.Settings;
import etl.cli.config.Settings.LogFormat;
import etl.cli.log.LogStyle;
import etl.cli.log.StrayOutput;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The program `etl`. It parses the command line, runs one command, and is the only place that turns what was thrown
/// into a message and an exit code.
public final class Main {
    private final Shell shell;
    private final Session session;

    public Main(Shell shell) {
        this(shell, new Session(shell));
    }

    private Main(Shell shell, Session session) {
        this.shell = shell;
        this.session = session;
    }

    /// Starts the program and ends the process.
    public static void main(String[] arguments) {
        // Digits in names, SQL and messages are 0 to 9 everywhere.
        Locale.setDefault(Locale.ROOT);
        Shell shell = Shell.system();
        Session session = new Session(shell);
        Thread.setDefaultUncaughtExceptionHandler(session::uncaught);
        StrayOutput stray = new StrayOutput(session::stray);
        System.setOut(stray.stream());
        System.setErr(stray.stream());
        Interruption interruption = new Interruption(Thread.currentThread(), session::phase, session::abandoned);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::await, "shutdown"));
        int code = new Main(shell, session).run(arguments);
        stray.end();
        interruption.ended(code);
        System.exit(code);
    }

    /// Runs one command.
    ///
    /// @return the exit code
    public int run(String... arguments) {
        int code;
        try {
            CommandLine commandLine = EtlCommand.commandLine(session, arguments);
            commandLine.setParameterExceptionHandler((e, unused) -> refuse(e, arguments));
            commandLine.setExecutionExceptionHandler((e, unused, parsed) -> fail(e));
            code = commandLine.execute(arguments);
        } catch (Throwable e) {
            // Errors aren't given to picocli's handlers.
            code = fail(e);
        }
        session.ended(code);
        shell.out().flush();
        shell.err().flush();
        return code;
    }

    private int fail(Throwable thrown) {
        Failure failure = Failure.of(thrown);
        session.startEarlyLog(LogFormat.AUTO, LogStyle.TEXT);
        return tell(failure);
    }

    private int tell(Failure failure) {
        session.failed(failure);
        if (session.logStyle() == LogStyle.JSON) {
            LoggerFactory.getLogger("etl")
                    .atError()
                    .addKeyValue("event", "failed")
                    .addKeyValue("exit_code", failure.exitCode().code())
                    .setCause(session.verbose() ? failure.cause() : null)
                    .log(failure.message());
        } else {
            shell.err().println("etl: " + failure.message());
            if (session.verbose()) {
                shell.err().print(Failure.trace(failure.cause()));
            }
        }
        return failure.exitCode().code();
    }

    /// Arguments that can't be understood.
    private int refuse(ParameterException e, String... arguments) {
        CommandLine command = e.getCommandLine();
        session.startEarlyLog(
                Configuration.earlyLogFormat(flag(Settings.LOG_FORMAT, arguments), shell.environment()),
                EtlCommand.logStyleWithoutTerminal(command));
        session.termination().command(EtlCommand.name(command));
        String name = command.getCommandSpec().qualifiedName();
        return tell(new Failure(ExitCode.USAGE, explain(e) + " '" + name + " -h' shows what it takes.", e));
    }

    /// The flag of a setting in arguments that can't be parsed.
    private static Optional<String> flag(Setting<?> setting, String... arguments) {
        String flag = setting.flag().orElseThrow();
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(flag + "=")) {
                return Optional.of(arguments[i].substring(flag.length() + 1));
            }
            if (arguments[i].equals(flag) && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static String explain(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e.getCause() instanceof EtlException cause) {
            return cause.getMessage();
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String argument = unmatched.getUnmatched().getFirst();
            if (argument.startsWith("-")) {
                List<String> options = command.getCommandSpec().optionsMap().keySet().stream()
                        .filter(option -> option.startsWith("--"))
                        .toList();
                String name = argument.replaceFirst("=.*", "");
                return "Unknown option '" + name + "'." + Nearest.question(name, options);
            }
            if (!command.getSubcommands().isEmpty()) {
                return "Unknown command '" + argument + "'."
                        + Nearest.question(argument, command.getSubcommands().keySet());
            }
            return "Unexpected argument '" + argument + "'.";
        }
        String message = String.valueOf(e.getMessage());
        if (message.equals("Missing required subcommand")) {
            return "No command is named.";
        }
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }
}
