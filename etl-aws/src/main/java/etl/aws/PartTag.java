package etl.aws;

import org.jspecify.annotations.Nullable;

/// What S3 must be told of each part to complete an upload. An upload with checksums is completed only by repeating
/// every part's checksum.
///
/// @param entityTag as S3 gave it, in quotation marks
/// @param crc32 the part's CRC32 in base64, big-endian; null for an upload without checksums
record PartTag(String entityTag, @Nullable String crc32) {

    /// Reads what [#text] wrote.
    static PartTag parse(String text) {
        var space = text.lastIndexOf(' ');
        return space < 0 ? new PartTag(text, null) : new PartTag(text.substring(0, space), text.substring(space + 1));
    }

    /// The entity tag and, after a space, the checksum.
    String text() {
        return crc32 == null ? entityTag : entityTag + " " + crc32;
    }
}
