package etl.parquet.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text as bytes. Java's own conversions put a replacement where something can't be converted; these say so.
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVERY_BYTE = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = EVERY_BYTE << 7;
    private static final long QUESTION_MARKS = '?' * EVERY_BYTE;

    private Utf8() {}

    /// Whether the bytes are UTF-8; all of ASCII is found to be at eight bytes a step.
    static boolean isValid(byte[] bytes, int from, int length) {
        int to = from + length;
        if (length < Long.BYTES) {
            int bits = 0;
            for (int at = from; at < to; at++) {
                bits |= bytes[at];
            }
            return bits >= 0 || isDecodable(bytes, from, to);
        }
        // The last step may overlap the one before it.
        long bits = (long) LONG.get(bytes, to - Long.BYTES);
        for (int at = from; at < to - Long.BYTES; at += Long.BYTES) {
            bits |= (long) LONG.get(bytes, at);
        }
        return (bits & HIGH_BITS) == 0 || isDecodable(bytes, from, to);
    }

    private static boolean isDecodable(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// The text in UTF-8.
    ///
    /// @throws CharacterCodingException when the text has half a surrogate pair, which UTF-8 can't represent
    static byte[] encode(String text) throws CharacterCodingException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // What can't be represented has become a question mark, a byte where there was a character.
        if (hasQuestionMark(bytes)) {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        }
        return bytes;
    }

    private static boolean hasQuestionMark(byte[] bytes) {
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            long difference = (long) LONG.get(bytes, at) ^ QUESTION_MARKS;
            // A byte that is zero borrows from its high bit: Hacker's Delight, 6-1.
            if (((difference - EVERY_BYTE) & ~difference & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] == '?') {
                return true;
            }
        }
        return false;
    }
}
