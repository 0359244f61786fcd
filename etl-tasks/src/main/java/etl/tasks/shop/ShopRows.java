package etl.tasks.shop;

import etl.tasks.sample.CopyWriter;
import etl.tasks.shop.Dice.Throw;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// The rows of the sample shop's tables, each column in the order of `tables.sql`. Ids count from 1.
final class ShopRows {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long OPENED = Instant.parse("2021-03-01T08:00:00Z").toEpochMilli();
    private static final long CLOSED = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final int FIRST_BIRTHDAY = (int) LocalDate.of(1936, 1, 1).toEpochDay();
    private static final int LAST_BIRTHDAY = (int) LocalDate.of(2008, 12, 31).toEpochDay();
    private static final int TAXES_SINCE = (int) LocalDate.of(2021, 1, 1).toEpochDay();

    private static final int PASSWORD_HASH_LONGS = 4;
    private static final int CATEGORIES = 40;
    private static final int MAX_PRICE_CENTS = 50_000;

    private final ShopSizes sizes;
    private final Dice dice;

    ShopRows(ShopSizes sizes, long seed) {
        this.sizes = sizes;
        this.dice = new Dice(seed);
    }

    void taxes(CopyWriter out) throws SQLException {
        for (Country country : Country.values()) {
            if (country.tax != Country.NO_TAX) {
                out.row(4);
                out.text(country.name());
                out.text(country.fullName);
                out.numeric(country.tax, Country.TAX_SCALE);
                out.date(TAXES_SINCE);
            }
        }
    }

    void products(CopyWriter out) throws SQLException {
        for (int id = 1; id <= sizes.products(); id++) {
            Words.Kind kind = pick(Words.KINDS, Throw.PRODUCT_KIND, id);
            String look = pick(Words.LOOKS, Throw.PRODUCT_LOOK, id);
            out.row(11);
            out.int4(id);
            out.text(sku(kind, id));
            out.text(look + " " + kind.name());
            if (dice.oneIn(Throw.PRODUCT_DESCRIPTION, id, 4)) {
                out.none();
            } else {
                out.text("A " + kind.name() + " that lasts. Number " + id + " of our collection.");
            }
            out.int2(1 + dice.below(Throw.PRODUCT_CATEGORY, id, CATEGORIES));
            out.numeric(priceCents(id), 2);
            out.numeric(500 + dice.below(Throw.PRODUCT_MARGIN, id, 4000), 4);
            int grams = dice.below(Throw.PRODUCT_WEIGHT, id, 20_000);
            if (grams < 2000) {
                out.none();
            } else {
                out.float4(grams / 1000f);
            }
            int hundredths = dice.below(Throw.PRODUCT_RATING, id, 500);
            if (hundredths < 100) {
                out.none();
            } else {
                out.float8(hundredths / 100.0);
            }
            out.bool(!dice.oneIn(Throw.PRODUCT_STOCK, id, 12));
            out.timestamp(productCreated(id));
        }
    }

    void users(CopyWriter out) throws SQLException {
        for (long id = 1; id <= sizes.users(); id++) {
            Words.Name given = pick(Words.GIVEN_NAMES, Throw.USER_NAME, id);
            Words.Name family = pick(Words.FAMILY_NAMES, Throw.USER_FAMILY_NAME, id);
            long created = OPENED + dice.below(Throw.USER_CREATED, id, CLOSED - OPENED);
            out.row(10);
            out.int8(id);
            out.text(given.ascii() + "." + family.ascii() + id + "@" + pick(Words.MAIL_DOMAINS, Throw.USER_DOMAIN, id));
            out.text(given.spelling() + " " + family.spelling());
            if (dice.oneIn(Throw.USER_COUNTRY, id, 25)) {
                out.none();
            } else {
                out.text(country(Throw.USER_COUNTRY, id).name());
            }
            // The unlucky third told no birthday.
            int day = dice.below(Throw.USER_BIRTH, id, (LAST_BIRTHDAY - FIRST_BIRTHDAY) * 3 / 2);
            if (day > LAST_BIRTHDAY - FIRST_BIRTHDAY) {
                out.none();
            } else {
                out.date(FIRST_BIRTHDAY + day);
            }
            out.bool(dice.below(Throw.USER_NEWSLETTER, id, 5) < 2);
            out.int4(10 * dice.below(Throw.USER_POINTS, id, 500));
            out.bytes(passwordHash(id));
            out.timestamp(created);
            long login = created + dice.below(Throw.USER_LOGIN, id, CLOSED - OPENED);
            if (login > CLOSED) {
                out.none();
            } else {
                out.timestamp(login);
            }
        }
    }

    void orders(CopyWriter out) throws SQLException {
        for (long id = 1; id <= sizes.orders(); id++) {
            Country country = orderCountry(id);
            long created = orderCreated(id);
            out.row(13);
            out.int8(id);
            if (dice.oneIn(Throw.ORDER_GUEST, id, 25)) {
                out.none();
            } else {
                out.int8(orderUser(id));
            }
            int product = 1 + dice.below(Throw.ORDER_PRODUCT, id, sizes.products());
            out.int4(product);
            out.text(status(id));
            if (!isShipped(id)) {
                out.none();
            } else {
                out.text(country.name());
            }
            out.text(country.currency);
            int quantity = quantity(id);
            out.int4(quantity);
            out.numeric(amountCents(id, (long) priceCents(product) * quantity, country), 2);
            out.uuid(reference(id));
            if (dice.oneIn(Throw.ORDER_ATTRIBUTES, id, 3)) {
                out.none();
            } else {
                out.jsonb(attributes(id));
            }
            if (!dice.oneIn(Throw.ORDER_NOTE, id, 12)) {
                out.none();
            } else {
                out.text(Words.NOTES.get(
                        (int) Long.remainderUnsigned(dice.bits(Throw.ORDER_NOTE, id), Words.NOTES.size())));
            }
            out.timestamp(created);
            long updated = dice.below(Throw.ORDER_UPDATED, id, 20 * MILLIS_PER_DAY);
            if (updated < 8 * MILLIS_PER_DAY) {
                out.none();
            } else {
                out.timestamp(created + updated);
            }
        }
    }

    /// One row for each order but a few, then one for each product: their `type_id`s are the same numbers, so a join
    /// must heed the type.
    void currencies(CopyWriter out) throws SQLException {
        long row = 0;
        for (long id = 1; id <= sizes.orders(); id++) {
            if (dice.oneIn(Throw.CURRENCY_MISSING, id, ShopSizes.ORDERS_PER_MISSING_CURRENCY)) {
                continue;
            }
            currency(out, ++row, "Order", id, orderCountry(id), Throw.CURRENCY_RATE, orderCreated(id));
        }
        for (int id = 1; id <= sizes.products(); id++) {
            currency(out, ++row, "Product", id, Country.JP, Throw.CURRENCY_PRODUCT_RATE, productCreated(id));
        }
    }

    /// A rate within 5 % of the country's; that of the US dollar is 1.
    private void currency(
            CopyWriter out, long row, String type, long typeId, Country country, Throw rateThrow, long created)
            throws SQLException {
        long rate = country.usd;
        if (country != Country.US) {
            rate += dice.below(rateThrow, typeId, rate / 10) - rate / 20;
        }
        out.row(6);
        out.int8(row);
        out.text(type);
        out.int8(typeId);
        out.text(country.currency);
        out.numeric(rate, Country.RATE_SCALE);
        out.timestamp(created);
    }

    private <T> T pick(List<T> choices, Throw what, long row) {
        return choices.get(dice.below(what, row, choices.size()));
    }

    /// Earlier countries come more often: the smaller of two throws.
    private Country country(Throw what, long row) {
        long bits = dice.bits(what, row);
        int one = (int) Long.remainderUnsigned(bits, Country.count());
        int other = (int) Long.remainderUnsigned(bits >>> 32, Country.count());
        return Country.of(Math.min(one, other));
    }

    private Country orderCountry(long id) {
        return country(Throw.ORDER_COUNTRY, id);
    }

    private boolean isShipped(long id) {
        return !dice.oneIn(Throw.ORDER_COUNTRY, id, 50);
    }

    /// A few users order much: the smaller of two throws.
    private long orderUser(long id) {
        return 1
                + Math.min(
                        dice.below(Throw.ORDER_USER, id, sizes.users()),
                        dice.below(Throw.ORDER_OTHER_USER, id, sizes.users()));
    }

    private String status(long id) {
        int percent = dice.below(Throw.ORDER_STATUS, id, 100);
        if (percent < 60) {
            return "active";
        }
        if (percent < 80) {
            return "shipped";
        }
        if (percent < 88) {
            return "pending";
        }
        return percent < 95 ? "cancelled" : "refunded";
    }

    private int quantity(long id) {
        int thrown = dice.below(Throw.ORDER_QUANTITY, id, 12);
        return thrown < 7 ? 1 : thrown - 5;
    }

    private static String sku(Words.Kind kind, int product) {
        String digits = Integer.toString(product);
        return kind.code() + "-" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    private int priceCents(int product) {
        return 199 + dice.below(Throw.PRODUCT_PRICE, product, MAX_PRICE_CENTS);
    }

    /// Dollar cents in hundredths of the country's currency; whole units where it has no smaller ones. One order in 500
    /// costs nothing.
    private long amountCents(long id, long dollarCents, Country country) {
        if (dice.oneIn(Throw.ORDER_DISCOUNT, id, 500)) {
            return 0;
        }
        long cents = dollarCents * Country.US.usd / country.usd;
        return country.currencyDigits == 0 ? cents / 100 * 100 : cents;
    }

    private long orderCreated(long id) {
        long step = Math.max(1, (CLOSED - OPENED) / sizes.orders());
        return OPENED + (id - 1) * step + dice.below(Throw.ORDER_CREATED, id, step);
    }

    private long productCreated(int id) {
        return OPENED + dice.below(Throw.PRODUCT_CREATED, id, CLOSED - OPENED);
    }

    /// A random (version 4) UUID: four bits of version, two of variant (RFC 9562).
    private UUID reference(long id) {
        long high = (dice.bits(Throw.ORDER_REFERENCE, id) & ~0xF000L) | 0x4000L;
        long low = (dice.bits(Throw.ORDER_OTHER_REFERENCE, id) >>> 2) | (1L << 63);
        return new UUID(high, low);
    }

    private String attributes(long id) {
        long session = dice.bits(Throw.ORDER_SESSION, id);
        StringBuilder json = new StringBuilder(96)
                .append("{\"channel\": \"")
                .append(Words.CHANNELS.get((int) Long.remainderUnsigned(session, Words.CHANNELS.size())))
                .append("\", \"session\": \"")
                .append(Long.toHexString(session))
                .append('"');
        if ((session & 0x700) == 0) {
            json.append(", \"coupon\": \"")
                    .append(pick(Words.COUPONS, Throw.ORDER_SESSION, id))
                    .append('"');
        }
        if ((session & 0x7000) == 0) {
            json.append(", \"gift\": true");
        }
        return json.append('}').toString();
    }

    private byte[] passwordHash(long id) {
        byte[] hash = new byte[PASSWORD_HASH_LONGS * Long.BYTES];
        for (int i = 0; i < PASSWORD_HASH_LONGS; i++) {
            long bits = dice.bits(Throw.USER_PASSWORD, id * PASSWORD_HASH_LONGS + i);
            for (int j = 0; j < Long.BYTES; j++) {
                hash[i * Long.BYTES + j] = (byte) (bits >>> (8 * j));
            }
        }
        return hash;
    }
}
