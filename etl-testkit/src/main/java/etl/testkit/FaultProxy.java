package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands in front of an HTTP service and does to chosen requests what networks and services do: answers in its stead,
/// loses the answer, says nothing. Signatures stay valid. Plain HTTP, one request per connection.
///
/// ```java
/// var proxy = FaultProxy.before(TestS3.endpoint());
/// proxy.fault("POST .*uploadId=", 1, FaultProxy.Fault.LOSE_ANSWER);
/// ```
public final class FaultProxy implements AutoCloseable {
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

    /// A request that came.
    ///
    /// @param method such as `PUT`
    /// @param target path and query as sent
    /// @param headers by their names in lower case
    /// @param body empty for uploads, which may be large
    public record Seen(String method, String target, Map<String, String> headers, String body) {}

    /// Looks at each request and lets it pass, or not.
    @FunctionalInterface
    public interface Guard {
        /// @return what happens to the request; null: it passes
        @Nullable
        Fault look(Seen request);
    }

    private record Rule(Pattern requestLine, Fault fault) {}

    private final URI target;
    private final ServerSocket server;
    private volatile @Nullable Chaos chaos;
    private volatile Guard guard = request -> null;
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

    /// Has every request from now on go wrong with a probability, in one of nine ways: answered 500, answered 503,
    /// connection reset before it reaches the service, reset within its body or its answer's, applied and the answer
    /// lost, answered 200 with an error (where S3 does that), late, its answer corrupt, forbidden this once. The same
    /// seed does the same to the same program.
    ///
    /// @param probability from 0 to 1
    /// @param slowest the longest time that a request is held up
    public FaultProxy chaos(long seed, double probability, Duration slowest) {
        chaos = new Chaos(target, seed, probability, slowest);
        return this;
    }

    /// Has every request from now on looked at by a guard, which several threads ask at once.
    public FaultProxy guard(Guard other) {
        guard = other;
        return this;
    }

    /// Ends the chaos.
    ///
    /// @return what was done to which request, in order: `LOST_ANSWER PUT /bucket/key`
    public List<String> calm() {
        var random = chaos;
        chaos = null;
        return random == null ? List.of() : random.done();
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
            var request = ProxiedRequest.read(client);
            if (request == null) {
                client.close();
                return;
            }
            synchronized (requests) {
                requests.add(request.line());
            }
            var fault = takeFault(request.line());
            if (fault == null) {
                fault = guard.look(request.seen());
            }
            var random = chaos;
            if (fault == null && random != null) {
                random.answer(request, client);
                return;
            }
            var answer = fault == null || fault.forwarded() ? request.forward(target) : new byte[0];
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
