package etl.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What gives a pod its temporary keys in EKS: STS' AssumeRoleWithWebIdentity (IRSA), and the agent of EKS Pod Identity
/// below `/v1/credentials`. Both take one token at a time, that of the pod's file now, and any other is refused.
public final class FakeSts implements AutoCloseable {
    /// The role that the token's service account may assume.
    public static final String ROLE = "arn:aws:iam::000000000000:role/etl";

    private static final String XML = "<?xml version=\"1.0\"?>";

    private final HttpServer server;
    private final AwsKeys keys;
    private final List<AwsKeys.Key> issued = new ArrayList<>();
    private String token;
    private Duration lasting = Duration.ofHours(1);

    private FakeSts(HttpServer server, AwsKeys keys, String token) {
        this.server = server;
        this.keys = keys;
        this.token = token;
    }

    /// Starts a service that takes a token.
    ///
    /// @param keys gets the keys that are issued
    public static FakeSts start(AwsKeys keys, String token) {
        try {
            var sts = new FakeSts(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), keys, token);
            sts.server.createContext("/", sts::assume);
            sts.server.createContext("/v1/credentials", sts::credentials);
            sts.server.start();
            return sts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where STS listens: `AWS_ENDPOINT_URL_STS`.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Where the agent listens: `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    public URI agent() {
        return endpoint().resolve("/v1/credentials");
    }

    /// From now on only this token is taken.
    public synchronized FakeSts taking(String other) {
        token = other;
        return this;
    }

    /// How long the keys last that are issued from now on; an hour unless told.
    public synchronized FakeSts lasting(Duration duration) {
        lasting = duration;
        return this;
    }

    /// The keys that were issued.
    public synchronized List<AwsKeys.Key> issued() {
        return List.copyOf(issued);
    }

    private void assume(HttpExchange exchange) throws IOException {
        try (exchange) {
            var form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (!"AssumeRoleWithWebIdentity".equals(form.get("Action"))) {
                answer(exchange, 400, "text/xml", error("InvalidAction", "the fake has no " + form.get("Action")));
            } else if (!ROLE.equals(form.get("RoleArn"))) {
                answer(
                        exchange,
                        403,
                        "text/xml",
                        error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"));
            } else if (!current(form.getOrDefault("WebIdentityToken", ""))) {
                answer(
                        exchange,
                        400,
                        "text/xml",
                        error("InvalidIdentityToken", "No OpenIDConnect provider found in your account for the token"));
            } else {
                var key = issue("irsa");
                answer(
                        exchange,
                        200,
                        "text/xml",
                        XML
                                + """
                        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                          <AssumeRoleWithWebIdentityResult><Credentials>
                            <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                            <SessionToken>%s</SessionToken><Expiration>%s</Expiration>
                          </Credentials><AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>AROA:etl</AssumedRoleId></AssumedRoleUser>
                          </AssumeRoleWithWebIdentityResult>
                        </AssumeRoleWithWebIdentityResponse>""".formatted(
                                                key.accessKey(),
                                                key.secretKey(),
                                                key.sessionToken().orElseThrow(),
                                                key.expires().orElseThrow(),
                                                ROLE));
            }
        }
    }

    private void credentials(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!current(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")))) {
                answer(
                        exchange,
                        400,
                        "text/plain",
                        "(AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role.");
                return;
            }
            var key = issue("pod identity");
            answer(
                    exchange,
                    200,
                    "application/json",
                    "{\"AccessKeyId\": \"%s\", \"SecretAccessKey\": \"%s\", \"Token\": \"%s\", \"AccountId\": \"000000000000\", \"Expiration\": \"%s\"}"
                            .formatted(
                                    key.accessKey(),
                                    key.secretKey(),
                                    key.sessionToken().orElseThrow(),
                                    key.expires().orElseThrow()));
        }
    }

    private synchronized boolean current(String given) {
        return given.equals(token);
    }

    private synchronized AwsKeys.Key issue(String owner) {
        var key = keys.issue(owner, lasting);
        issued.add(key);
        return key;
    }

    private static String error(String code, String message) {
        return XML
                + "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>"
                        .formatted(code, message);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (var pair : text.split("&", -1)) {
            var equals = Math.max(pair.indexOf('='), 0);
            form.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(Math.min(equals + 1, pair.length())), StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
