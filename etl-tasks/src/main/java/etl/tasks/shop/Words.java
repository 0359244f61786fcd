package etl.tasks.shop;

import java.util.List;
import java.util.Locale;

/// What names, products and notes are made of.
final class Words {
    /// A name, and how it is spelt in a mail address.
    record Name(String spelling, String ascii) {
        static Name of(String spelling) {
            return new Name(spelling, spelling.toLowerCase(Locale.ROOT));
        }
    }

    static final List<Name> GIVEN_NAMES = List.of(
            Name.of("Ada"),
            Name.of("Ben"),
            Name.of("Clara"),
            Name.of("David"),
            Name.of("Emma"),
            Name.of("Frank"),
            Name.of("Grace"),
            Name.of("Hugo"),
            Name.of("Ines"),
            Name.of("Jack"),
            Name.of("Kim"),
            Name.of("Lena"),
            Name.of("Mohan"),
            Name.of("Nora"),
            Name.of("Omar"),
            Name.of("Priya"),
            Name.of("Quentin"),
            Name.of("Rosa"),
            Name.of("Sam"),
            Name.of("Tom"),
            new Name("Anaïs", "anais"),
            new Name("Björn", "bjorn"),
            new Name("Chloé", "chloe"),
            new Name("Đức", "duc"),
            new Name("Jürgen", "juergen"),
            new Name("Łukasz", "lukasz"),
            new Name("Maëlle", "maelle"),
            new Name("Søren", "soren"),
            new Name("Zoë", "zoe"),
            new Name("Олена", "olena"),
            new Name("महिमा", "mahima"),
            new Name("さくら", "sakura"),
            new Name("伟", "wei"),
            new Name("민준", "minjun"),
            // Beyond the basic plane: four bytes in UTF-8, two chars in Java.
            new Name("𠮷乃", "yoshino"));

    static final List<Name> FAMILY_NAMES = List.of(
            Name.of("Adams"),
            Name.of("Baker"),
            Name.of("Carter"),
            Name.of("Dubois"),
            Name.of("Evans"),
            Name.of("Fischer"),
            Name.of("Garcia"),
            Name.of("Hall"),
            Name.of("Ivanov"),
            Name.of("Jansen"),
            Name.of("Kowalski"),
            Name.of("Lopez"),
            Name.of("Meyer"),
            Name.of("Nilsen"),
            Name.of("Okafor"),
            Name.of("Patel"),
            Name.of("Rossi"),
            Name.of("Smith"),
            Name.of("Turner"),
            Name.of("Weber"),
            new Name("Åström", "astrom"),
            new Name("D’Angelo", "dangelo"),
            new Name("Müller", "mueller"),
            new Name("Nguyễn", "nguyen"),
            new Name("O'Brien", "obrien"),
            new Name("Peña", "pena"),
            new Name("Šimek", "simek"),
            new Name("Шевченко", "shevchenko"),
            new Name("शर्मा", "sharma"),
            new Name("田中", "tanaka"),
            new Name("王", "wang"),
            new Name("김", "kim"));

    /// Domains that belong to nobody (RFC 2606).
    static final List<String> MAIL_DOMAINS = List.of("example.com", "example.org", "example.net");

    /// What a product is, and the letters that its SKU begins with.
    record Kind(String name, String code) {}

    static final List<Kind> KINDS = List.of(
            new Kind("lamp", "LMP"),
            new Kind("chair", "CHR"),
            new Kind("table", "TBL"),
            new Kind("mug", "MUG"),
            new Kind("teapot", "TPT"),
            new Kind("notebook", "NTB"),
            new Kind("pencil", "PNC"),
            new Kind("backpack", "BPK"),
            new Kind("blanket", "BLK"),
            new Kind("cushion", "CSH"),
            new Kind("clock", "CLK"),
            new Kind("vase", "VSE"),
            new Kind("bicycle bell", "BEL"),
            new Kind("umbrella", "UMB"),
            new Kind("scarf", "SCF"),
            new Kind("candle", "CDL"));

    static final List<String> LOOKS = List.of(
            "Plain",
            "Oak",
            "Walnut",
            "Brass",
            "Linen",
            "Wool",
            "Paper",
            "Glass",
            "Crème",
            "Indigo",
            "Jacquard",
            "“Nº 5”");

    static final List<String> CHANNELS = List.of("web", "web", "app", "phone", "store");

    static final List<String> COUPONS = List.of("SPRING24", "WELCOME10", "BÜCHER-5", "10%OFF");

    /// Notes of all sorts: quotes, line ends, tabs, backslashes, several scripts, and an empty one, which isn't null.
    static final List<String> NOTES = List.of(
            "Please ring twice.",
            "Leave it with the neighbours, thanks!",
            "",
            "It's a \"gift\"; no invoice in the box",
            "Zweiter Stock, Hinterhaus – Klingel „Müller“",
            "first line\nsecond line",
            "a\ttab and a back\\slash",
            "С днём рождения!",
            "玄関前に置いてください",
            "🎁🎉",
            "NULL",
            "{\"not\": \"json\"}");

    private Words() {}
}
