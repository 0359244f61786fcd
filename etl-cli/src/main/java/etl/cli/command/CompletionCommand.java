package etl.cli.command;

import etl.cli.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `etl generate-completion`
@Command(
        name = "generate-completion",
        description = {
            "Prints a script that completes etl's commands and options in bash and zsh.",
            "Load it in ~/.bashrc or ~/.zshrc: source <(etl generate-completion)"
        },
        footerHeading = "%nExample:%n",
        footer = {"  etl generate-completion bash"})
final class CompletionCommand implements Callable<Integer> {
    private enum ShellName {
        BASH,
        ZSH
    }

    private final Session session;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    // Accepted because people name their shell; the script is the same.
    @SuppressWarnings("UnusedVariable")
    @Parameters(
            arity = "0..1",
            paramLabel = "bash|zsh",
            description = "The shell; the script is the same, as zsh loads bash's completions.")
    private @Nullable ShellName shellName;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("the command was not parsed");
        }
        session.verbose(common.verbose());
        session.shell().out().print(AutoComplete.bash("etl", spec.root().commandLine()));
        return 0;
    }
}
