package etl.tasks.shop;

/// Random numbers by place: the value of a column in a row depends on the seed, the column and the row, and on nothing
/// else. So any row can be made without those before it, and a new column changes no other. The mixing is that of
/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), which is exact integer
/// arithmetic: the same on every machine.
final class Dice {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /// The columns, and other choices, that are random.
    enum Throw {
        USER_NAME,
        USER_FAMILY_NAME,
        USER_DOMAIN,
        USER_COUNTRY,
        USER_BIRTH,
        USER_NEWSLETTER,
        USER_POINTS,
        USER_PASSWORD,
        USER_CREATED,
        USER_LOGIN,
        PRODUCT_KIND,
        PRODUCT_LOOK,
        PRODUCT_DESCRIPTION,
        PRODUCT_CATEGORY,
        PRODUCT_PRICE,
        PRODUCT_MARGIN,
        PRODUCT_WEIGHT,
        PRODUCT_RATING,
        PRODUCT_STOCK,
        PRODUCT_CREATED,
        ORDER_GUEST,
        ORDER_USER,
        ORDER_OTHER_USER,
        ORDER_PRODUCT,
        ORDER_STATUS,
        ORDER_COUNTRY,
        ORDER_QUANTITY,
        ORDER_DISCOUNT,
        ORDER_REFERENCE,
        ORDER_OTHER_REFERENCE,
        ORDER_ATTRIBUTES,
        ORDER_SESSION,
        ORDER_NOTE,
        ORDER_CREATED,
        ORDER_UPDATED,
        CURRENCY_MISSING,
        CURRENCY_RATE,
        CURRENCY_PRODUCT_RATE
    }

    private final long[] states = new long[Throw.values().length];

    Dice(long seed) {
        for (int i = 0; i < states.length; i++) {
            states[i] = mix(mix(seed) + (i + 1) * GOLDEN_GAMMA);
        }
    }

    /// 64 random bits.
    @SuppressWarnings("EnumOrdinal") // an EnumMap would box each state
    long bits(Throw what, long row) {
        return mix(states[what.ordinal()] + row * GOLDEN_GAMMA);
    }

    /// A number from 0 to `bound` - 1.
    long below(Throw what, long row, long bound) {
        return Math.unsignedMultiplyHigh(bits(what, row), bound);
    }

    int below(Throw what, long row, int bound) {
        return (int) below(what, row, (long) bound);
    }

    /// True for one row in so many.
    boolean oneIn(Throw what, long row, int rows) {
        return below(what, row, rows) == 0;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
