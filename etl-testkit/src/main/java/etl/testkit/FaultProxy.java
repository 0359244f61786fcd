package etl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands in front of an HTTP service and does to chosen requests what networks and services do: answers in its stead,
/// loses the answer, says nothing. Signatures stay valid. Plain HTTP, one request per connection, bodies with a
/// `Content-Length`.
///
/// ```java
/// var proxy = FaultProxy.before(TestS3.endpoint());
/// proxy.fault("POST .*uploadId=", 1, FaultProxy.Fault.LOSE_ANSWER);
/// ```
public final class FaultProxy implements AutoCloseable {
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern HOP_HEADERS = Pattern.compile("(?im)^(connection|expect):.*\\r\\n");

    /// What happens to a request.
    ///
    /// @param forwarded whether the service gets the request
    /// @param answer what the client is told instead of the service's answer: a whole HTTP message; null to close the
    ///     connection without one
    /// @param silent whether the connection stays open without an answer until the proxy is closed
    public record Fault(boolean forwarded, @Nullable String answer, boolean silent) {
        /// The service acts, but the client sees only a broken connection.
        public static final Fault LOSE_ANSWER = new Fault(true, null, false);

        /// The service hears nothing, the client sees a broken connection.
        public static final Fault BREAK = new Fault(false, null, false);

        /// The service hears nothing, and the client waits.
        public static final Fault SAY_NOTHING = new Fault(false, null, true);

        /// The service hears nothing, and the client is told this.
        public static Fault answer(int status, String body) {
            return new Fault(
                    false,
                    "HTTP/1.1 %d Fault\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                            .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, body),
                    false);
        }
    }

    private record Rule(Pattern requestLine, Fault fault) {}

    private final URI target;
    private final ServerSocket server;
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private FaultProxy(URI target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    /// Starts a proxy that so far only forwards.
    public static FaultProxy before(URI target) {
        try {
            var proxy = new FaultProxy(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("fault proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the proxy listens.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /// Has the next `times` requests whose first line contains a match of the pattern go wrong.
    ///
    /// @param requestLine a regular expression, such as `PUT .*partNumber=2`
    public FaultProxy fault(String requestLine, int times, Fault fault) {
        synchronized (rules) {
            for (var i = 0; i < times; i++) {
                rules.add(new Rule(Pattern.compile(requestLine), fault));
            }
        }
        return this;
    }

    /// The first lines of all requests so far.
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                sockets.add(client);
                Thread.ofPlatform().daemon().name("fault proxy connection").start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        try {
            var head = head(client.getInputStream());
            if (head.isEmpty()) {
                client.close();
                return;
            }
            var requestLine = head.substring(0, head.indexOf("\r\n"));
            synchronized (requests) {
                requests.add(requestLine);
            }
            if (head.toLowerCase(java.util.Locale.ROOT).contains("\r\nexpect: 100-continue")) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            var length = CONTENT_LENGTH.matcher(head);
            var body = client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            var fault = takeFault(requestLine);
            var answer = fault == null || fault.forwarded() ? forward(head, body) : new byte[0];
            if (fault != null && fault.silent()) {
                return;
            }
            if (fault != null) {
                answer = fault.answer() == null ? new byte[0] : fault.answer().getBytes(StandardCharsets.UTF_8);
            }
            client.getOutputStream().write(answer);
            client.close();
        } catch (IOException e) {
            // The client or the service went away: so does the connection.
            close(client);
        }
    }

    private @Nullable Fault takeFault(String requestLine) {
        synchronized (rules) {
            for (var rule : rules) {
                if (rule.requestLine().matcher(requestLine).find()) {
                    rules.remove(rule);
                    return rule.fault();
                }
            }
            return null;
        }
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        try (var service = new Socket(target.getHost(), target.getPort())) {
            var lines = HOP_HEADERS.matcher(head).replaceAll("");
            var out = service.getOutputStream();
            out.write(lines.substring(0, lines.length() - 2).getBytes(StandardCharsets.ISO_8859_1));
            out.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return service.getInputStream().readAllBytes();
        }
    }

    /// Everything up to and with the empty line; empty when the connection was closed before.
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        var last = 0;
        while (last != 0x0d0a0d0a) {
            var b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            last = last << 8 | b;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /// Stops the proxy and closes its connections.
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FaultProxy::close);
    }
}
