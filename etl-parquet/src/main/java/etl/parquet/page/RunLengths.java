package etl.parquet.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Parquet's hybrid of run lengths and bit packing, for dictionary indices and definition levels. Eight equal values or
/// more become a run; what lies between runs is packed in groups of eight values. Source: parquet-format, Encodings.md,
/// "RLE".
final class RunLengths {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int GROUP = 8;

    /// Readers unpack a packed stretch whole. With 63 groups at most, its header is a single byte, as in parquet-java.
    private static final int MAX_GROUPS = 63;

    private RunLengths() {}

    /// The bits that a number up to `max` takes.
    static int bitWidth(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /// Puts the first `count` values, none of which has more than `bitWidth` bits.
    static void put(int[] values, int count, int bitWidth, PageBuffer out) {
        int packedFrom = 0;
        int at = 0;
        while (at + GROUP <= count) {
            int value = values[at];
            if (!startsRun(values, at, value)) {
                at += GROUP;
                if (at - packedFrom == MAX_GROUPS * GROUP) {
                    putPacked(values, packedFrom, at, bitWidth, out);
                    packedFrom = at;
                }
                continue;
            }
            int end = at + GROUP;
            while (end < count && values[end] == value) {
                end++;
            }
            if (packedFrom < at) {
                putPacked(values, packedFrom, at, bitWidth, out);
            }
            putRun(value, end - at, bitWidth, out);
            at = end;
            packedFrom = end;
        }
        if (packedFrom < count) {
            putPacked(values, packedFrom, count, bitWidth, out);
        }
    }

    private static boolean startsRun(int[] values, int at, int value) {
        int difference = 0;
        for (int i = 1; i < GROUP; i++) {
            difference |= values[at + i] ^ value;
        }
        return difference == 0;
    }

    static void putRun(int value, int length, int bitWidth, PageBuffer out) {
        out.putVarint(length << 1);
        for (int bit = 0; bit < bitWidth; bit += Byte.SIZE) {
            out.putByte(value >>> bit);
        }
    }

    /// Packs the values from `from` to `to`, the last group filled up with zeros.
    private static void putPacked(int[] values, int from, int to, int bitWidth, PageBuffer out) {
        int groups = (to - from + GROUP - 1) / GROUP;
        out.putVarint(groups << 1 | 1);
        int packedBytes = groups * bitWidth;
        // Whole ints are written, the last one up to three bytes past the end.
        out.ensure(packedBytes + Integer.BYTES);
        byte[] bytes = out.bytes();
        int position = out.size();
        int end = position + packedBytes;
        long waiting = 0;
        int bits = 0;
        for (int i = from; i < to; i++) {
            waiting |= (long) values[i] << bits;
            bits += bitWidth;
            if (bits >= Integer.SIZE) {
                INT.set(bytes, position, (int) waiting);
                position += Integer.BYTES;
                waiting >>>= Integer.SIZE;
                bits -= Integer.SIZE;
            }
        }
        while (position < end) {
            INT.set(bytes, position, (int) waiting);
            position += Integer.BYTES;
            waiting >>>= Integer.SIZE;
        }
        out.setSize(end);
    }
}
