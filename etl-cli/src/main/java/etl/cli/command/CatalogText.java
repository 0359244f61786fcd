package etl.cli.command;

import etl.tasks.publish.CatalogOutcome;
import java.util.Locale;

/// How a catalog took the news, in one word.
final class CatalogText {
    private CatalogText() {}

    /// `none`, `current`, `pending` or `wrong`
    static String word(CatalogOutcome outcome) {
        return outcome.state().name().toLowerCase(Locale.ROOT);
    }

    /// The exit code of a run or a recovery that ends so.
    static etl.tasks.ExitCode exitCode(CatalogOutcome.State state) {
        return switch (state) {
            case NONE, CURRENT -> etl.tasks.ExitCode.DONE;
            case PENDING -> etl.tasks.ExitCode.CATALOG_PENDING;
            case WRONG -> etl.tasks.ExitCode.CATALOG_WRONG;
        };
    }
}
