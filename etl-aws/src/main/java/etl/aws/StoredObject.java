package etl.aws;

import etl.tasks.publish.PreparedFile;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// An object as S3 describes it.
///
/// @param uri the object's name for messages
/// @param head what S3 says
record StoredObject(String uri, HeadObjectResponse head) {
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");

    /// @throws IOException when the object isn't what was prepared, by its size or by its checksum
    void requireSame(PreparedFile file) throws IOException {
        if (head.contentLength() != file.bytes()) {
            throw new IOException(
                    "%s has %d bytes, and %d were written".formatted(uri, head.contentLength(), file.bytes()));
        }
        List<PartTag> parts = file.partTags().stream().map(PartTag::parse).toList();
        requireSame("CRC32", head.checksumCRC32(), crc32(parts));
        if (hasMd5()) {
            requireSame("entity tag", head.eTag().replace("\"", ""), entityTag(parts));
        }
    }

    /// Compares where both are known in the same form: a store may keep no checksum, or another kind of it.
    private void requireSame(String what, @Nullable String found, Optional<String> expected) throws IOException {
        if (found != null
                && expected.isPresent()
                && suffix(found).equals(suffix(expected.get()))
                && !found.equals(expected.get())) {
            throw new IOException(
                    "%s has the %s %s, and what was written has %s".formatted(uri, what, found, expected.get()));
        }
    }

    /// The number of parts that a composite checksum ends in.
    private static String suffix(String checksum) {
        return checksum.substring(Math.max(0, checksum.lastIndexOf('-')));
    }

    /// Only without encryption by keys of one's own is an entity tag made of MD5s.
    private boolean hasMd5() {
        return head.eTag() != null
                && head.sseCustomerAlgorithm() == null
                && (head.serverSideEncryption() == null || head.serverSideEncryption() == ServerSideEncryption.AES256);
    }

    /// The checksum of the parts' checksums, and the number of parts; empty when the upload had none.
    private static Optional<String> crc32(List<PartTag> parts) {
        CRC32 crc = new CRC32();
        for (PartTag part : parts) {
            if (part.crc32() == null) {
                return Optional.empty();
            }
            crc.update(Base64.getDecoder().decode(part.crc32()));
        }
        return Optional.of(PartBytes.base64(crc) + "-" + parts.size());
    }

    /// The MD5 of the parts' MD5s, and the number of parts; empty when the parts' tags aren't MD5s.
    private static Optional<String> entityTag(List<PartTag> parts) {
        MessageDigest md5 = md5();
        for (PartTag part : parts) {
            Matcher hex = MD5.matcher(part.entityTag());
            if (!hex.matches()) {
                return Optional.empty();
            }
            md5.update(HexFormat.of().parseHex(hex.group(1)));
        }
        return Optional.of(HexFormat.of().formatHex(md5.digest()) + "-" + parts.size());
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
