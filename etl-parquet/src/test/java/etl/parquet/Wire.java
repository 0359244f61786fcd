package etl.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fields as Postgres sends them in `COPY … (FORMAT binary)`, made independently of the code under test.
public final class Wire {
    private Wire() {}

    /// A cursor on one row of these fields; a null field is SQL's null.
    public static CopyRow row(byte @Nullable [] @Nullable ... fields) {
        int length = Short.BYTES;
        for (byte[] field : fields) {
            length += Integer.BYTES + (field == null ? 0 : field.length);
        }
        // The row doesn't start where the array does.
        ByteBuffer message = ByteBuffer.allocate(length + 3).position(3).putShort((short) fields.length);
        for (byte[] field : fields) {
            message.putInt(field == null ? -1 : field.length);
            if (field != null) {
                message.put(field);
            }
        }
        CopyRow row = new CopyRow(fields.length);
        row.moveTo(message.array(), 3);
        return row;
    }

    public static byte[] bool(boolean value) {
        return new byte[] {(byte) (value ? 1 : 0)};
    }

    public static byte[] int2(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    public static byte[] int4(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    public static byte[] int8(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    public static byte[] float4(float value) {
        return int4(Float.floatToRawIntBits(value));
    }

    public static byte[] float8(double value) {
        return int8(Double.doubleToRawLongBits(value));
    }

    public static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /// A `bigint[]`; that of no elements has no dimensions.
    public static byte[] int8s(List<@Nullable Long> elements) {
        int int8Oid = 20;
        int length = elements.stream()
                .mapToInt(element -> Integer.BYTES + (element == null ? 0 : Long.BYTES))
                .sum();
        ByteBuffer array = ByteBuffer.allocate((elements.isEmpty() ? 3 : 5) * Integer.BYTES + length)
                .putInt(elements.isEmpty() ? 0 : 1)
                .putInt(elements.contains(null) ? 1 : 0)
                .putInt(int8Oid);
        if (!elements.isEmpty()) {
            array.putInt(elements.size()).putInt(1);
        }
        for (Long element : elements) {
            array.putInt(element == null ? -1 : Long.BYTES);
            if (element != null) {
                array.putLong(element);
            }
        }
        return array.array();
    }

    /// Bytes by their hexadecimal digits, in groups as one likes.
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /// A number with the display scale that its digits have.
    public static byte[] numeric(String number) {
        BigDecimal value = new BigDecimal(number);
        int scale = Math.max(0, value.scale());
        int groups = (scale + 3) / 4;
        BigInteger rest = value.abs().movePointRight(groups * 4).toBigIntegerExact();
        List<Integer> digits = new ArrayList<>();
        int weight = -groups - 1;
        while (rest.signum() != 0) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(10_000));
            digits.addFirst(parts[1].intValue());
            rest = parts[0];
            weight++;
        }
        while (!digits.isEmpty() && digits.getLast() == 0) {
            digits.removeLast();
        }
        ByteBuffer wire = ByteBuffer.allocate(8 + 2 * digits.size())
                .putShort((short) digits.size())
                .putShort((short) (digits.isEmpty() ? 0 : weight))
                .putShort((short) (value.signum() < 0 ? 0x4000 : 0))
                .putShort((short) scale);
        digits.forEach(digit -> wire.putShort(digit.shortValue()));
        return wire.array();
    }
}
