package etl.tasks.types;

import static etl.tasks.types.ValueType.Held.IN_RELATIONS;
import static etl.tasks.types.ValueType.Held.IN_RELATIONS_FOR_ATHENA;

import etl.tasks.types.TypeRecords.Dates;
import java.util.List;

/// Dates, times, timestamps and intervals.
final class TimeValues {
    private TimeValues() {}

    static List<TypeGroup> groups() {
        return List.of(dates(), times());
    }

    private static final String TIMESTAMPS = """
            0001-01-01 00:00:00
            0001-12-31 23:59:59.999999
            1582-10-04 12:00:00
            1582-10-15 12:00:00
            1883-11-18 12:03:57.5
            1900-02-28 23:59:59.999999
            1969-12-31 23:59:59.999999
            1970-01-01 00:00:00
            1970-01-01 00:00:00.000001
            1999-12-31 23:59:59.999999
            2000-01-01 00:00:00
            2000-02-29 24:00:00
            2016-12-31 23:59:60
            2026-03-08 00:01:00
            2026-03-08 02:30:00
            2026-03-08 05:30:00
            2026-03-29 01:30:00.123
            2026-11-01 01:30:00
            2026-11-01 04:30:00.000001
            2038-01-19 03:14:08
            9999-12-31 23:59:59.999999
            """;

    private static final String SPECIAL_TIMESTAMPS = """
            infinity
            -infinity
            4714-11-24 00:00:00 BC ⇒ 4714-11-24
            0044-03-15 12:00:00 BC ⇒ 0044-03-15
            0001-12-31 23:59:59.999999 BC ⇒ 0001-12-31 23:59:59.999999 BC
            10000-01-01 00:00:00 ⇒ 10000-01-01
            294276-12-31 23:59:59.999999 ⇒ 294276-12-31 23:59:59.999999
            """;

    private static TypeGroup dates() {
        return TypeGroup.of(
                "dates",
                Dates.class,
                ValueType.of("date", "date", """
                        0001-01-01
                        0001-12-31
                        1582-10-04
                        1582-10-15
                        1900-02-28
                        1969-12-31
                        1970-01-01
                        1999-12-31
                        2000-01-01
                        2024-02-29
                        2026-03-08
                        9999-12-31
                        """).special("""
                        infinity
                        -infinity
                        0001-12-31 BC
                        0044-03-15 BC
                        4714-11-24 BC
                        10000-01-01
                        294276-12-31
                        5874897-12-31
                        """),
                ValueType.of("timestamp", "timestamp", TIMESTAMPS).special(SPECIAL_TIMESTAMPS),
                ValueType.of("timestamptz", "timestamptz", TIMESTAMPS).special(SPECIAL_TIMESTAMPS),
                ValueType.of("seconds", "timestamp(0)", """
                        1969-12-31 23:59:59.5
                        2026-11-22 12:00:00.4
                        """).special("infinity"),
                ValueType.of("millis", "timestamptz(3)", """
                        1969-12-31 23:59:59.9994
                        2026-11-22 12:00:00.0005
                        """).special("-infinity"));
    }

    private static final String TIMES = """
            00:00:00
            00:00:00.000001
            00:00:00.1
            01:02:03.456789
            12:30:00
            12:30:00.120
            23:59:59
            23:59:59.999999
            """;

    private static TypeGroup times() {
        return TypeGroup.of(
                "times",
                TypeRecords.Times.class,
                ValueType.of("time", "time", TIMES).and(IN_RELATIONS_FOR_ATHENA, "24:00:00"),
                ValueType.of("time0", "time(0)", """
                        00:00:00.4
                        12:34:56.5
                        """).and(IN_RELATIONS_FOR_ATHENA, "23:59:59.9 ⇒ 24:00:00"),
                ValueType.of("timetz", "timetz", TIMES + """
                        12:00:00+00
                        12:00:00+05:30
                        12:00:00-12:30
                        00:00:00+15:59
                        00:00:00-15:59
                        12:00:00.5+01:02:03
                        23:59:59.999999-15:59:59
                        """).and(IN_RELATIONS, """
                        24:00:00
                        24:00:00-03:30
                        """),
                ValueType.of("interval", "interval", """
                        0
                        00:00:00.000001
                        -00:00:00.000001
                        00:00:01.5
                        -00:00:01.5
                        25:00:00
                        1 day
                        -1 day
                        1 day -1 hour
                        1 mon
                        -1 mon
                        11 mons
                        12 mons
                        -13 mons
                        1 mon -1 day
                        1 year 2 mons 3 days 04:05:06.5
                        -1 year -2 mons +3 days -04:05:06.500001
                        00:01:00
                        -00:00:59.999999
                        2562047788:00:54.775807
                        -2562047788:00:54.775807
                        178956970 years 7 mons 2147483647 days
                        -178956970 years -7 mons -2147483647 days
                        infinity
                        -infinity
                        """));
    }
}
