package etl.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A message as a line of text. Its fields are left out: the message says them in words.
final class TextLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private TextLine() {}

    static String of(ILoggingEvent event, LogStyle style) {
        StringBuilder line = new StringBuilder();
        if (style == LogStyle.LIVE) {
            line.append(event.getLevel().isGreaterOrEqual(Level.ERROR) ? "etl: " : "etl: warning: ");
        } else {
            line.append("%s %-5s ".formatted(TIME.format(event.getInstant()), event.getLevel()));
        }
        escape(line, event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append(System.lineSeparator())
                    .append(ThrowableProxyUtil.asString(thrown).stripTrailing());
        }
        return line.toString();
    }

    /// Names from a database may hold characters that move a terminal's cursor or begin a false line.
    private static void escape(StringBuilder line, String text) {
        text.codePoints().forEach(c -> {
            if (c != '\n' && Character.isISOControl(c)) {
                line.append("\\u%04x".formatted(c));
            } else {
                line.appendCodePoint(c);
            }
        });
    }
}
