package etl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request that [FaultProxy] has got.
///
/// @param head the request line and the headers, up to and with the empty line
/// @param body the bytes after it, chunks with their sizes where the client sends chunks
record ProxiedRequest(String head, byte[] body) {
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding: *chunked");
    private static final Pattern EXPECT = Pattern.compile("(?im)^expect: *100-continue");
    private static final Pattern HOP_HEADERS = Pattern.compile("(?im)^(connection|expect):.*\\r\\n");
    private static final Pattern OPERATION = Pattern.compile("(?im)^x-amz-target: *\\w+\\.(\\w+)");

    /// What differs from run to run, and from part to part, in a path.
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]*[0-9][0-9a-f]*(?:[TZ-]+[0-9a-f]+)*");

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECTION_CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_END = 0x0d0a0d0a;

    /// Null when the connection was closed before a request was there.
    static @Nullable ProxiedRequest read(Socket client) throws IOException {
        var in = client.getInputStream();
        var head = head(in);
        if (head.isEmpty()) {
            return null;
        }
        if (EXPECT.matcher(head).find()) {
            client.getOutputStream().write(CONTINUE);
        }
        if (CHUNKED.matcher(head).find()) {
            return new ProxiedRequest(head, chunks(in));
        }
        var length = CONTENT_LENGTH.matcher(head);
        return new ProxiedRequest(head, in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    }

    FaultProxy.Seen seen() {
        Map<String, String> headers = new HashMap<>();
        head.lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return new FaultProxy.Seen(
                method(), line().split(" ", -1)[1], headers, isJson() ? new String(body, StandardCharsets.UTF_8) : "");
    }

    String line() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    String method() {
        return head.substring(0, head.indexOf(' '));
    }

    boolean hasHeader(String line) {
        return head.toLowerCase(Locale.ROOT).contains("\r\n" + line);
    }

    /// Whether it is one of Glue's, or of another service that speaks JSON.
    boolean isJson() {
        return OPERATION.matcher(head).find();
    }

    /// What the request is about: the same for the same step of another run. `StartCrawler`, `PUT /b/shop/commits/#`.
    String kind() {
        var operation = OPERATION.matcher(head);
        if (operation.find()) {
            return operation.group(1);
        }
        var target = line().replaceFirst(" HTTP/1\\.[01]$", "").replaceAll("=[^&]*", "=");
        return NUMBERS.matcher(target).replaceAll("#");
    }

    /// Sends the request on.
    ///
    /// @return the whole answer
    byte[] forward(URI target) throws IOException {
        try (var service = new Socket(target.getHost(), target.getPort())) {
            send(service, body.length);
            return closing(service.getInputStream().readAllBytes());
        }
    }

    /// The answer says that its connection is closed after it: a client would keep it for the next request otherwise.
    private static byte[] closing(byte[] answer) {
        var lines = new String(answer, StandardCharsets.ISO_8859_1);
        var statusEnd = lines.indexOf("\r\n") + 2;
        if (statusEnd < 2) {
            return answer;
        }
        var bytes = new ByteArrayOutputStream();
        bytes.write(answer, 0, statusEnd);
        bytes.writeBytes(CONNECTION_CLOSE);
        bytes.write(answer, statusEnd, answer.length - statusEnd);
        return bytes.toByteArray();
    }

    /// Sends half of the body on and breaks off.
    void forwardHalf(URI target) throws IOException {
        try (var service = new Socket(target.getHost(), target.getPort())) {
            send(service, body.length / 2);
        }
    }

    private void send(Socket service, int length) throws IOException {
        var lines = HOP_HEADERS.matcher(head).replaceAll("");
        var out = service.getOutputStream();
        out.write(lines.substring(0, lines.length() - 2).getBytes(StandardCharsets.ISO_8859_1));
        out.write(CONNECTION_CLOSE);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.write(body, 0, length);
        out.flush();
    }

    /// Everything up to and with the empty line; empty when the connection was closed before.
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        var last = 0;
        while (last != HEAD_END) {
            var b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            last = last << 8 | b;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /// Chunks as they came, up to and with the empty line after the last.
    private static byte[] chunks(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (true) {
            var size = line(in, bytes);
            var length = Integer.parseInt(size.replaceFirst(";.*", "").strip(), 16);
            if (length == 0) {
                while (!line(in, bytes).isEmpty()) {
                    // Trailers.
                }
                return bytes.toByteArray();
            }
            bytes.writeBytes(in.readNBytes(length));
            line(in, bytes);
        }
    }

    private static String line(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        var line = new StringBuilder();
        for (var b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            if (b == '\n') {
                return line.toString().strip();
            }
            line.append((char) b);
        }
        throw new IOException("the connection was closed within a chunk");
    }
}
