package etl.testkit;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/// What [FaultProxy] does to requests at random. The seed, the request's kind and how many of that kind came before
/// decide, so that the same seed does the same to the same program, whichever of its threads comes first.
final class Chaos {

    /// The ways of failing.
    private enum Way {
        ERROR,
        SLOW_DOWN,
        RESET_BEFORE,
        RESET_WITHIN,
        LOST_ANSWER,
        OK_WITH_ERROR,
        SLOW,
        CORRUPT,
        FORBIDDEN
    }

    private static final List<Way> WAYS = List.of(Way.values());
    private static final Duration LEAST_DELAY = Duration.ofMillis(20);

    private final URI target;
    private final long seed;
    private final double probability;
    private final Duration slowest;
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<String> done = new ArrayList<>();

    Chaos(URI target, long seed, double probability, Duration slowest) {
        this.target = target;
        this.seed = seed;
        this.probability = probability;
        this.slowest = slowest;
    }

    /// What was done to which request, in order: `LOST_ANSWER PUT /b/shop/#`.
    List<String> done() {
        synchronized (done) {
            return List.copyOf(done);
        }
    }

    /// Deals with one request: lets it pass, or not.
    void answer(ProxiedRequest request, Socket client) throws IOException {
        var random = random(request);
        if (random.nextDouble() >= probability) {
            write(client, request.forward(target));
            return;
        }
        var way = WAYS.get(random.nextInt(WAYS.size()));
        synchronized (done) {
            done.add(way + " " + request.line().replaceFirst(" HTTP/1\\.[01]$", "") + " " + request.kind());
        }
        fail(way, request, client, random);
    }

    private SplittableRandom random(ProxiedRequest request) {
        var kind = request.kind();
        int count;
        synchronized (counts) {
            count = counts.merge(kind, 1, Integer::sum);
        }
        // Close seeds give close first numbers: one is thrown away.
        var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ ((long) kind.hashCode() << 20) ^ count);
        random.nextLong();
        return random;
    }

    private void fail(Way way, ProxiedRequest request, Socket client, SplittableRandom random) throws IOException {
        switch (way) {
            case ERROR -> write(client, error(request, 500, "InternalError", "InternalServiceException"));
            case SLOW_DOWN -> write(client, error(request, 503, "SlowDown", "ThrottlingException"));
            case FORBIDDEN -> write(client, error(request, 403, "AccessDenied", "AccessDeniedException"));
            case RESET_BEFORE -> reset(client);
            case RESET_WITHIN -> {
                if (request.body().length > 1 && random.nextBoolean()) {
                    request.forwardHalf(target);
                } else {
                    var answer = request.forward(target);
                    client.getOutputStream().write(answer, 0, answer.length / 2);
                    client.getOutputStream().flush();
                }
                reset(client);
            }
            case LOST_ANSWER -> {
                request.forward(target);
                reset(client);
            }
            case OK_WITH_ERROR -> okWithError(request, client, random);
            case SLOW -> {
                pause(random.nextLong(LEAST_DELAY.toMillis(), slowest.toMillis() + 1));
                write(client, request.forward(target));
            }
            case CORRUPT -> write(client, corrupt(request, random));
        }
    }

    /// S3 begins the answer of what may take long before it knows the outcome. Glue has nothing like it.
    private void okWithError(ProxiedRequest request, Socket client, SplittableRandom random) throws IOException {
        var completes = request.method().equals("POST") && request.line().contains("uploadId=");
        if (!completes && !request.hasHeader("x-amz-copy-source:")) {
            write(client, error(request, 500, "InternalError", "InternalServiceException"));
            return;
        }
        if (random.nextBoolean()) {
            request.forward(target);
        }
        write(client, answer(200, "application/xml", errorXml("InternalError")));
    }

    /// An object has one bit flipped, which its checksum shows where the client asked for that; anything else has lost its
    /// end.
    private byte[] corrupt(ProxiedRequest request, SplittableRandom random) throws IOException {
        var bytes = request.forward(target);
        var answer = ProxiedAnswer.parse(bytes);
        if (request.method().equals("HEAD") || answer.body().length == 0) {
            return new byte[0];
        }
        var isObject = request.method().equals("GET") && !request.line().contains("?") && answer.ok();
        if (isObject && request.hasHeader("x-amz-checksum-mode: enabled") && !request.hasHeader("range:")) {
            var flipped = answer.body().clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            return answer.with(
                    flipped,
                    "x-amz-checksum-crc32: " + crc32(answer.body()) + "\r\nx-amz-checksum-type: FULL_OBJECT\r\n");
        }
        if (isObject) {
            return Arrays.copyOf(bytes, bytes.length - Math.max(1, answer.body().length / 2));
        }
        return answer.with(Arrays.copyOf(answer.body(), random.nextInt(answer.body().length)), "");
    }

    private static String crc32(byte[] body) {
        var crc = new CRC32();
        crc.update(body);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    private static byte[] error(ProxiedRequest request, int status, String s3Code, String glueCode) {
        return request.isJson()
                ? answer(
                        status == 503 || status == 403 ? 400 : status,
                        "application/x-amz-json-1.1",
                        "{\"__type\":\"%s\",\"Message\":\"chaos\"}".formatted(glueCode))
                : answer(status, "application/xml", request.method().equals("HEAD") ? "" : errorXml(s3Code));
    }

    private static String errorXml(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>chaos</Message></Error>";
    }

    private static byte[] answer(int status, String type, String body) {
        return "HTTP/1.1 %d Chaos\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, type, body.getBytes(StandardCharsets.UTF_8).length, body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Socket client, byte[] answer) throws IOException {
        client.getOutputStream().write(answer);
        client.close();
    }

    /// The connection ends with RST instead of FIN.
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while a request was held up", e);
        }
    }
}
