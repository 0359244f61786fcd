package etl.parquet.column;

import java.math.BigDecimal;
import java.math.BigInteger;

/// A number of 128 bits in two's complement, to be changed in place.
final class Int128 {
    private long high;
    private long low;

    /// The number, which must fit.
    static Int128 of(BigInteger number) {
        Int128 value = new Int128();
        value.low = number.longValue();
        value.high = number.shiftRight(Long.SIZE).longValue();
        return value;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    void set(long number) {
        low = number;
        high = number >> (Long.SIZE - 1);
    }

    /// Multiplies a number that isn't negative and adds to it.
    void multiplyAndAdd(int factor, int summand) {
        long product = low * factor;
        high = high * factor + Math.unsignedMultiplyHigh(low, factor);
        low = product + summand;
        if (Long.compareUnsigned(low, product) < 0) {
            high++;
        }
    }

    void negate() {
        low = -low;
        high = ~high + (low == 0 ? 1 : 0);
    }

    /// Whether this number, which isn't negative, is less than another that isn't.
    boolean isLess(Int128 other) {
        return high < other.high || (high == other.high && Long.compareUnsigned(low, other.low) < 0);
    }

    /// The decimal number with so many digits after the point.
    BigDecimal toBigDecimal(int scale) {
        if (high == low >> (Long.SIZE - 1)) {
            return BigDecimal.valueOf(low, scale);
        }
        BigInteger unscaled = BigInteger.valueOf(high)
                .shiftLeft(Long.SIZE)
                .or(BigInteger.valueOf(low >>> 1).shiftLeft(1).or(BigInteger.valueOf(low & 1)));
        return new BigDecimal(unscaled, scale);
    }
}
