package etl.tasks.types;

import etl.parquet.column.TypeOptions.Representation;
import etl.tasks.types.TypeRecords.Counters;
import etl.tasks.types.TypeRecords.Numbers;
import etl.tasks.types.TypeRecords.Undecided;
import etl.tasks.types.TypeRecords.UndecidedDouble;
import etl.tasks.types.TypeRecords.UndecidedText;
import java.util.List;

/// Booleans, numbers, counters and money.
final class NumberValues {
    private NumberValues() {}

    static List<TypeGroup> groups() {
        return List.of(numbers(), counters(), undecided(), undecidedText(), undecidedDouble());
    }

    private static TypeGroup numbers() {
        return TypeGroup.of(
                "numbers",
                Numbers.class,
                ValueType.of("bool", "bool", """
                        true
                        false
                        """),
                ValueType.of("int2", "int2", """
                        -32768
                        -32767
                        -1
                        0
                        1
                        32766
                        32767
                        """),
                ValueType.of("int4", "int4", """
                        -2147483648
                        -2147483647
                        -32769
                        -1
                        0
                        1
                        32768
                        2147483646
                        2147483647
                        """),
                ValueType.of("int8", "int8", """
                        -9223372036854775808
                        -9223372036854775807
                        -2147483649
                        -1
                        0
                        1
                        2147483648
                        9007199254740993
                        9223372036854775806
                        9223372036854775807
                        """),
                ValueType.of("float4", "float4", """
                        NaN
                        Infinity
                        -Infinity
                        -0
                        0
                        0.1
                        -1.5
                        16777217
                        123456.7
                        1e6
                        1e-5
                        3.4028235e38
                        -3.4028235e38
                        1.1754944e-38
                        1e-45
                        """),
                ValueType.of("float8", "float8", """
                        NaN
                        Infinity
                        -Infinity
                        -0
                        0
                        0.1
                        -1.5
                        9007199254740993
                        123456789012345.6
                        1e15
                        1e-5
                        0.30000000000000004
                        1.7976931348623157e308
                        -1.7976931348623157e308
                        2.2250738585072014e-308
                        4.9e-324
                        -4.9e-324
                        """),
                ValueType.of("digit", "numeric(1,0)", """
                        -9
                        0
                        9
                        """).special("NaN"),
                ValueType.of("numeric9", "numeric(9,2)", """
                        0
                        -0
                        0.01
                        -0.01
                        1
                        9999999.99
                        -9999999.99
                        100.10
                        12345.6
                        """).special("NaN"),
                ValueType.of("numeric18", "numeric(18,4)", """
                        0
                        0.0001
                        -0.0001
                        9999
                        10000
                        99999999999999.9999
                        -99999999999999.9999
                        12345678901234.5
                        """).special("NaN"),
                ValueType.of("numeric38", "numeric(38,10)", """
                        0
                        0.0000000001
                        -0.0000000001
                        1.5
                        9223372036854775808
                        -9223372036854775809
                        9999999999999999999999999999.9999999999
                        -9999999999999999999999999999.9999999999
                        """).special("NaN"),
                ValueType.of("whole38", "numeric(38,0)", """
                        0
                        -1
                        18446744073709551616
                        99999999999999999999999999999999999999
                        -99999999999999999999999999999999999999
                        """).special("NaN"),
                ValueType.of("fraction38", "numeric(38,38)", """
                        0
                        0.00000000000000000000000000000000000001
                        -0.00000000000000000000000000000000000001
                        0.99999999999999999999999999999999999999
                        -0.99999999999999999999999999999999999999
                        0.5
                        """).special("NaN"),
                ValueType.of("hundreds", "numeric(5,-2)", """
                        0
                        49
                        12345
                        9999900
                        -9999900
                        """).special("NaN"),
                ValueType.of("tiny", "numeric(3,6)", """
                        0
                        0.000001
                        0.000999
                        -0.000999
                        """).special("NaN"));
    }

    private static TypeGroup counters() {
        return TypeGroup.of(
                "counters",
                Counters.class,
                ValueType.of("oid", "oid", """
                        0
                        1
                        2147483647
                        2147483648
                        4294967295
                        """),
                ValueType.of("xid8", "xid8", """
                        0
                        3
                        4294967296
                        9223372036854775807
                        """).special("""
                        9223372036854775808
                        18446744073709551615
                        """),
                // The cast knows the digits after the point.
                ValueType.of("money", "money", """
                        0
                        0.01
                        -0.01
                        12.34
                        1234567.89
                        92233720368547758.07
                        -92233720368547758.08
                        """).inFile("%s::numeric"));
    }

    private static final String NOT_DECIMAL = """
            NaN
            Infinity
            -Infinity
            """;

    private static TypeGroup undecided() {
        return TypeGroup.of(
                        "undecided",
                        Undecided.class,
                        ValueType.of("numeric", "numeric", """
                                0
                                0.0000000001
                                1.50000000000000000000
                                100
                                1e27
                                9999999999999999999999999999.9999999999
                                -9999999999999999999999999999.9999999999
                                """)
                                .special(NOT_DECIMAL)
                                .special("""
                                        10000000000000000000000000000
                                        99999999999999999999999999999999999999
                                        123456789012345678901234567890123456789
                                        0.00000000001
                                        -1.00000000001
                                        1e200
                                        = repeat('9', 1000) ⇒ 99999999
                                        = '-' || repeat('9', 1000) ⇒ -99999999
                                        = '0.' || repeat('1', 1000) ⇒ 0.11111111
                                        """)
                                .inFile("%s::numeric(38,10)"))
                .with(options -> options.withNumeric(new Representation.AsDecimal(38, 10)));
    }

    private static final String ANY_NUMBERS = NOT_DECIMAL + """
            0
            -0.0
            1.50
            0.00000000000000000000000000000000000000000000001
            123456789012345678901234567890123456789
            1e1000
            = repeat('9', 1000)
            = '-0.' || repeat('1', 1000)
            """;

    private static TypeGroup undecidedText() {
        return TypeGroup.of(
                        "undecidedtext",
                        UndecidedText.class,
                        ValueType.of("numeric", "numeric", ANY_NUMBERS),
                        ValueType.of("numeric50", "numeric(50,10)", """
                                NaN
                                0
                                1234567890123456789012345678901234567890.0123456789
                                """))
                .with(options -> options.withNumeric(new Representation.AsText()));
    }

    private static TypeGroup undecidedDouble() {
        return TypeGroup.of(
                        "undecideddouble",
                        UndecidedDouble.class,
                        ValueType.of("numeric", "numeric", NOT_DECIMAL + """
                                0
                                0.1
                                -1.5
                                9007199254740993
                                1e300
                                1e-300
                                """).inFile("%s::float8"))
                .with(options -> options.withNumeric(new Representation.AsDouble()));
    }
}
