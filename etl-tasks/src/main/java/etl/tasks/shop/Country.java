package etl.tasks.shop;

/// The countries that the sample shop sends to.
enum Country {
    US("United States", "USD", 10_000_000_000L, 2, Country.NO_TAX),
    DE("Deutschland", "EUR", 10_843_000_000L, 2, 1900),
    GB("United Kingdom", "GBP", 12_712_500_000L, 2, 2000),
    FR("France", "EUR", 10_843_000_000L, 2, 2000),
    JP("日本", "JPY", 66_845_000L, 0, 1000),
    IT("Italia", "EUR", 10_843_000_000L, 2, 2200),
    ES("España", "EUR", 10_843_000_000L, 2, 2100),
    NL("Nederland", "EUR", 10_843_000_000L, 2, 2100),
    CA("Canada", "CAD", 7_325_000_000L, 2, 500),
    CH("Schweiz", "CHF", 11_268_000_000L, 2, 810),
    AU("Australia", "AUD", 6_581_000_000L, 2, 1000),
    SE("Sverige", "SEK", 952_400_000L, 2, 2500),
    DK("Danmark", "DKK", 1_453_700_000L, 2, 2500),
    NO("Norge", "NOK", 918_600_000L, 2, 2500),
    PL("Polska", "PLN", 2_521_000_000L, 2, 2300),
    AT("Österreich", "EUR", 10_843_000_000L, 2, 2000),
    IE("Éire", "EUR", 10_843_000_000L, 2, 2300),
    CZ("Česko", "CZK", 432_900_000L, 2, 2100),
    BR("Brasil", "BRL", 1_834_000_000L, 2, 1700),
    IN("भारत", "INR", 118_930_000L, 2, 1800),
    KR("대한민국", "KRW", 7_261_000L, 0, 1000),
    VN("Việt Nam", "VND", 394_000L, 0, 1000),
    UA("Україна", "UAH", 241_600_000L, 2, 2000),
    HK("香港", "HKD", 1_282_000_000L, 2, Country.NO_TAX);

    /// Instead of a rate where a country has no value added tax, and so no row in `taxes`.
    static final int NO_TAX = -1;

    /// The digits after the point of [#usd].
    static final int RATE_SCALE = 10;

    /// The digits after the point of [#tax].
    static final int TAX_SCALE = 4;

    private static final Country[] ALL = values();

    final String fullName;
    final String currency;

    /// US dollars for one unit of the currency, × 10^10: a plausible middle.
    final long usd;

    /// The digits after the point of a price in the currency.
    final int currencyDigits;

    /// The tax, × 10^4.
    final int tax;

    Country(String fullName, String currency, long usd, int currencyDigits, int tax) {
        this.fullName = fullName;
        this.currency = currency;
        this.usd = usd;
        this.currencyDigits = currencyDigits;
        this.tax = tax;
    }

    static int count() {
        return ALL.length;
    }

    static Country of(int ordinal) {
        return ALL[ordinal];
    }
}
