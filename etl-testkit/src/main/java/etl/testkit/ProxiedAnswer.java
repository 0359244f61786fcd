package etl.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// A service's whole answer, taken apart.
///
/// @param head the status line and the headers without those that tell the body's length, each line ended
/// @param body the bytes without chunks
record ProxiedAnswer(String head, byte[] body) {
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding: *chunked");
    private static final Pattern LENGTH_HEADERS =
            Pattern.compile("(?im)^(content-length|transfer-encoding|x-amz-checksum-[^:]*):.*\\r\\n");
    private static final byte[] EMPTY_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    static ProxiedAnswer parse(byte[] bytes) throws IOException {
        var end = 0;
        while (end + EMPTY_LINE.length <= bytes.length
                && !Arrays.equals(bytes, end, end + EMPTY_LINE.length, EMPTY_LINE, 0, EMPTY_LINE.length)) {
            end++;
        }
        var head = new String(bytes, 0, Math.min(end + 2, bytes.length), StandardCharsets.ISO_8859_1);
        var body = Arrays.copyOfRange(bytes, Math.min(end + EMPTY_LINE.length, bytes.length), bytes.length);
        return new ProxiedAnswer(
                LENGTH_HEADERS.matcher(head).replaceAll(""),
                CHUNKED.matcher(head).find() ? dechunked(body) : body);
    }

    boolean ok() {
        return head.startsWith("HTTP/1.1 2") || head.startsWith("HTTP/1.0 2");
    }

    /// The answer with another body, whose length is told.
    ///
    /// @param headers further lines, each ended
    byte[] with(byte[] other, String headers) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((head + headers + "Content-Length: " + other.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(other);
        return bytes.toByteArray();
    }

    private static byte[] dechunked(byte[] chunks) throws IOException {
        var in = new ByteArrayInputStream(chunks);
        var plain = new ByteArrayOutputStream();
        while (true) {
            var size = new StringBuilder();
            for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                size.append((char) b);
            }
            var hex = size.toString().replaceFirst(";.*", "").strip();
            var length = hex.isEmpty() ? 0 : Integer.parseInt(hex, 16);
            if (length == 0) {
                return plain.toByteArray();
            }
            plain.writeBytes(in.readNBytes(length));
            in.readNBytes(2);
        }
    }
}
