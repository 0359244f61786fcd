package etl.aws;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.sync.RequestBody;

/// The bytes of a part, which is the beginning of a buffer. The buffer is not to be changed while the part is uploaded.
final class PartBytes {
    private final byte[] buffer;
    private final int length;

    PartBytes(byte[] buffer, int length) {
        this.buffer = buffer;
        this.length = length;
    }

    /// The buffer, to be filled again once the part is uploaded.
    byte[] buffer() {
        return buffer;
    }

    /// The checksum as S3 wants it: base64 of its four bytes, big-endian.
    String crc32() {
        var crc = new CRC32();
        crc.update(buffer, 0, length);
        return base64(crc);
    }

    /// A checksum in base64: its four bytes, big-endian.
    static String base64(CRC32 crc) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }

    /// The bytes for the SDK, which reads them again for each attempt and doesn't copy them.
    RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(buffer, 0, length), length, "application/octet-stream");
    }
}
