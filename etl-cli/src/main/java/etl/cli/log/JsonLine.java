package etl.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.time.Duration;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// A message as one JSON object on one line. Written by hand, because loading a JSON library would be a tenth of the
/// program's start.
final class JsonLine {
    private JsonLine() {}

    static String of(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200)
                .append("{\"time\":\"")
                .append(event.getInstant())
                .append('"');
        field(line, "level", event.getLevel().toString());
        field(line, "logger", event.getLoggerName());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> field(line, pair.key, pair.value));
        }
        field(line, "message", event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            field(line, "stack_trace", ThrowableProxyUtil.asString(thrown));
        }
        return line.append('}').toString();
    }

    private static void field(StringBuilder line, String name, Object value) {
        line.append(',');
        quote(line, name);
        line.append(':');
        if (value instanceof Duration duration) {
            line.append(duration.toMillis() / 1000.0);
        } else if (value instanceof Number || value instanceof Boolean) {
            line.append(value);
        } else {
            quote(line, String.valueOf(value));
        }
    }

    private static void quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    // Unpaired surrogates can't be written as UTF-8.
                    if (c < ' '
                            || c == '\u007f'
                            || c == '\u2028'
                            || c == '\u2029'
                            || (Character.isSurrogate(c) && !paired(text, i))) {
                        line.append("\\u%04x".formatted((int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
