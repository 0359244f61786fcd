package etl.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Sets the log up: in code, because reading a configuration file would be a good part of the program's start.
public final class Logging {
    /// What libraries say is kept down to what people can act on. Hadoop and parquet-java warn of things that are meant
    /// to be so; the AWS SDK's debug messages hold signed headers.
    private static final Map<String, Level> QUIET = Map.of(
            "org.apache.hadoop", Level.ERROR,
            "org.apache.parquet", Level.ERROR,
            "com.zaxxer.hikari", Level.ERROR,
            "software.amazon.awssdk", Level.ERROR);

    private Logging() {}

    /// @param style how messages look
    /// @param verbose whether to show debug messages too
    /// @param lines takes each line
    public static void start(LogStyle style, boolean verbose, Consumer<String> lines) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(verbose ? Level.INFO : Level.WARN);
        context.getLogger("etl").setLevel(verbose ? Level.DEBUG : style == LogStyle.LIVE ? Level.WARN : Level.INFO);
        QUIET.forEach((name, level) -> context.getLogger(name).setLevel(verbose ? Level.INFO : level));
        // The driver logs through java.util.logging, which would write to stderr itself.
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);

        LineAppender appender = new LineAppender(style, lines);
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
    }

    private static final class LineAppender extends AppenderBase<ILoggingEvent> {
        private final LogStyle style;
        private final Consumer<String> lines;

        LineAppender(LogStyle style, Consumer<String> lines) {
            this.style = style;
            this.lines = lines;
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.accept(style == LogStyle.JSON ? JsonLine.of(event) : TextLine.of(event, style));
        }
    }
}
