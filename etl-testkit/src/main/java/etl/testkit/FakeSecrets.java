package etl.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// AWS Secrets Manager's HTTP interface as far as GetSecretValue, which checks each request's signature.
public final class FakeSecrets implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final AwsKeys keys;
    private final Map<String, Map<String, Object>> secrets = new HashMap<>();
    private final Deque<Map.Entry<String, String>> failures = new ArrayDeque<>();
    private final List<String> reads = new ArrayList<>();

    private FakeSecrets(HttpServer server, AwsKeys keys) {
        this.server = server;
        this.keys = keys;
    }

    /// Starts a service without secrets.
    ///
    /// @param keys whose requests are answered
    public static FakeSecrets start(AwsKeys keys) {
        try {
            var secrets = new FakeSecrets(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), keys);
            secrets.server.createContext("/", secrets::answer);
            secrets.server.start();
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the service listens.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// A secret's ARN.
    public static String arn(String name) {
        return "arn:aws:secretsmanager:%s:000000000000:secret:%s-AbCdEf".formatted(TestS3.REGION, name);
    }

    /// Makes a secret, or gives it another text.
    public synchronized FakeSecrets put(String name, String text) {
        secrets.put(name, Map.of("SecretString", text));
        return this;
    }

    /// Makes a secret without a text.
    ///
    /// @param base64 its bytes
    public synchronized FakeSecrets putBinary(String name, String base64) {
        secrets.put(name, Map.of("SecretBinary", base64));
        return this;
    }

    /// Has the next read fail.
    ///
    /// @param code such as `AccessDeniedException`
    public synchronized FakeSecrets fail(String code, String message) {
        failures.add(Map.entry(code, message));
        return this;
    }

    /// What was asked for, by name or ARN as it was asked, refused ones included.
    public synchronized List<String> reads() {
        return List.copyOf(reads);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            Map<String, Object> answer;
            var status = 200;
            try {
                answer = value(exchange, body);
            } catch (SignedRequest.Refusal refusal) {
                status = 400;
                answer = Map.of("__type", refusal.code(), "message", String.valueOf(refusal.getMessage()));
            }
            var bytes = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Map<String, Object> value(HttpExchange exchange, byte[] body) throws SignedRequest.Refusal {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(SignedRequest.name(name), values.getFirst()));
        new SignedRequest(exchange.getRequestMethod(), "/", "", headers, SignedRequest.sha256(body))
                .verifyHeader(keys, "secretsmanager", TestS3.REGION);
        if (!"secretsmanager.GetSecretValue".equals(headers.get("x-amz-target"))) {
            throw new SignedRequest.Refusal("InvalidAction", "the fake has no " + headers.get("x-amz-target"));
        }
        var asked = JSON.readTree(body).path("SecretId").asString("");
        reads.add(asked);
        if (!failures.isEmpty()) {
            var failure = failures.remove();
            throw new SignedRequest.Refusal(failure.getKey(), failure.getValue());
        }
        for (var secret : secrets.entrySet()) {
            if (asked.equals(secret.getKey()) || asked.equals(arn(secret.getKey()))) {
                Map<String, Object> answer = new HashMap<>(secret.getValue());
                answer.put("ARN", arn(secret.getKey()));
                answer.put("Name", secret.getKey());
                return answer;
            }
        }
        throw new SignedRequest.Refusal(
                "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
