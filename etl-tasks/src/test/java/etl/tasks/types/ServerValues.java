package etl.tasks.types;

import etl.tasks.types.TypeRecords.Bits;
import etl.tasks.types.TypeRecords.Catalog;
import etl.tasks.types.TypeRecords.Extensions;
import etl.tasks.types.TypeRecords.Geometric;
import etl.tasks.types.TypeRecords.Ranges;
import etl.tasks.types.TypeRecords.Search;
import java.util.List;

/// Types that are text at the destination: ranges, network addresses, bits, geometry, search, the server's own, and
/// those of extensions.
final class ServerValues {
    private ServerValues() {}

    static List<TypeGroup> groups() {
        return List.of(ranges(), bits(), geometric(), search(), catalog(), extensions());
    }

    private static TypeGroup ranges() {
        return TypeGroup.of(
                "ranges",
                Ranges.class,
                ValueType.of("int4range", "int4range", """
                        empty
                        [1,10)
                        (1,10]
                        (,)
                        [2147483646,)
                        """),
                ValueType.of("int8range", "int8range", """
                        [-9223372036854775808,9223372036854775807)
                        (,0)
                        """),
                ValueType.of("numrange", "numrange", """
                        [0.10,1.5]
                        (NaN,)
                        [-Infinity,Infinity]
                        """),
                ValueType.of("daterange", "daterange", """
                        [2026-01-01,2026-02-01)
                        [-infinity,infinity]
                        [0044-03-15 BC,)
                        """),
                ValueType.of("tsrange", "tsrange", """
                        [2026-01-01 00:00:00,2026-03-08 02:30:00.5)
                        (,)
                        """),
                ValueType.of("tstzrange", "tstzrange", """
                        [2026-03-08 02:30:00-03:30,2026-03-08 12:00:00+05:30]
                        [-infinity,infinity)
                        """),
                ValueType.of("textrange", "textrange", """
                        [a,b)
                        ["", "x,y]"]
                        ["\\"","\\\\\\\\"]
                        """),
                ValueType.of("int4multirange", "int4multirange", """
                        {}
                        {[1,3),[5,7)}
                        {(,0),[10,)}
                        """),
                ValueType.of("tstzmultirange", "tstzmultirange", """
                        {[2026-01-01 00:00:00+00,2026-01-02 00:00:00+00),[2026-02-01 00:00:00+00,)}
                        """));
    }

    private static TypeGroup bits() {
        return TypeGroup.of(
                "bits",
                Bits.class,
                ValueType.of("inet", "inet", """
                        0.0.0.0
                        10.1.2.3/8
                        255.255.255.255/32
                        ::
                        ::1/128
                        2001:db8::ff00:42:8329/64
                        ::ffff:1.2.3.4/96
                        """).inFile("%s::text"),
                ValueType.of("cidr", "cidr", """
                        0.0.0.0/0
                        10.0.0.0/8
                        192.168.100.128/25
                        2001:db8::/32
                        """),
                ValueType.of("macaddr", "macaddr", """
                        00:00:00:00:00:00
                        08-00-2b-01-02-03
                        ff:ff:ff:ff:ff:ff
                        """),
                ValueType.of("macaddr8", "macaddr8", """
                        08:00:2b:01:02:03:04:05
                        ff:ff:ff:ff:ff:ff:ff:ff
                        """),
                ValueType.of("bit1", "bit", """
                        0
                        1
                        """),
                ValueType.of("bit9", "bit(9)", """
                        000000000
                        100000001
                        111111111
                        """),
                ValueType.of("varbit", "bit varying", """
                        = ''
                        1
                        = repeat('10', 1000)
                        """),
                ValueType.of("varbit5", "bit varying(5)", """
                        = ''
                        10101
                        """));
    }

    private static TypeGroup geometric() {
        return TypeGroup.of(
                "geometric",
                Geometric.class,
                ValueType.of("point", "point", """
                        (0,0)
                        (-1.5,2.25)
                        (1e300,1e-300)
                        (NaN,Infinity)
                        (0.1,0.30000000000000004)
                        """),
                ValueType.of("line", "line", """
                        {1,-1,0}
                        {0,1,-2.5}
                        """),
                ValueType.of("lseg", "lseg", """
                        [(0,0),(1,1)]
                        """),
                ValueType.of("box", "box", """
                        (0,0),(2,3)
                        (5,5),(5,5)
                        """),
                ValueType.of("path", "path", """
                        [(0,0),(1,1),(2,0)]
                        ((0,0),(1,1),(2,0))
                        """),
                ValueType.of("polygon", "polygon", """
                        ((0,0),(0,1),(1,1),(1,0))
                        """),
                ValueType.of("circle", "circle", """
                        <(0,0),5>
                        <(1.5,-2),0>
                        """));
    }

    private static TypeGroup search() {
        return TypeGroup.of(
                "search",
                Search.class,
                ValueType.of("xml", "xml", """
                        = ''
                        plain
                        <a b="c">d &amp; é 🙂</a>
                        <a/><b/>
                        = E'<a>\\n  <!-- comment -->\\n</a>'
                        """),
                ValueType.of("tsvector", "tsvector", """
                        = ''
                        a fat cat sat
                        a:1A fat:2B,4C cat:5
                        'it''s' 'back\\\\slash' 'two words':3
                        שלום 🙂 é
                        """),
                ValueType.of("tsquery", "tsquery", """
                        = ''
                        fat & (rat | cat)
                        !a:AB <-> super:*
                        'it''s'
                        """),
                ValueType.of("jsonpath", "jsonpath", """
                        $
                        $.a[*] ? (@.b > 1.5 && @.c == "é")
                        strict $.**.x
                        """),
                ValueType.of("refcursor", "refcursor", """
                        <unnamed portal 1>
                        """));
    }

    private static TypeGroup catalog() {
        return TypeGroup.of(
                "catalog",
                Catalog.class,
                ValueType.of("lsn", "pg_lsn", """
                        0/0
                        16/B374D848
                        FFFFFFFF/FFFFFFFF
                        """),
                ValueType.of("snapshot", "txid_snapshot", """
                        10:20:10,14,15
                        1:1:
                        """),
                ValueType.of("pgsnapshot", "pg_snapshot", """
                        10:20:10,14,15
                        """),
                ValueType.of("xid", "xid", """
                        0
                        4294967295
                        """),
                ValueType.of("cid", "cid", "4294967295"),
                ValueType.of("tid", "tid", """
                        (0,1)
                        (4294967295,65535)
                        """),
                ValueType.of("regclass", "regclass", """
                        pg_class
                        -
                        4294967295
                        """),
                ValueType.of("regtype", "regtype", """
                        int4
                        character varying
                        double precision[]
                        """),
                ValueType.of("regproc", "regproc", "byteain"),
                ValueType.of("regprocedure", "regprocedure", "sum(int4)"),
                ValueType.of("regoper", "regoper", "||/"),
                ValueType.of("regoperator", "regoperator", "+(int4,int4)"),
                ValueType.of("regrole", "regrole", "pg_monitor"),
                ValueType.of("regnamespace", "regnamespace", "pg_catalog"),
                ValueType.of("regconfig", "regconfig", "english"),
                ValueType.of("regdictionary", "regdictionary", "simple"),
                ValueType.of("regcollation", "regcollation", "\"C\""),
                ValueType.of("int2vector", "int2vector", """
                        = ''
                        1 2 -3
                        """),
                ValueType.of("oidvector", "oidvector", """
                        = ''
                        1 4294967295
                        """),
                ValueType.of(
                        "acl",
                        "aclitem",
                        "= makeaclitem('pg_monitor'::regrole, 'pg_monitor'::regrole, 'SELECT', true)"));
    }

    private static TypeGroup extensions() {
        return TypeGroup.of(
                "extensions",
                Extensions.class,
                ValueType.of("ltree", "ltree", """
                        = ''
                        Top.Science.Astronomy
                        a_1.été
                        """),
                ValueType.of("lquery", "lquery", "Top.*{1,2}.!x|y*@"),
                ValueType.of("ltxtquery", "ltxtquery", "a & b* & !c@"),
                ValueType.of("cube", "cube", """
                        (0)
                        (1,2.5),(3,4)
                        """),
                ValueType.of("seg", "seg", """
                        1.50
                        ~5.0 .. 6
                        <2
                        """),
                ValueType.of("ean13", "ean13", "978-0-393-04002-9"),
                ValueType.of("isbn", "isbn", "0-393-04002-X"),
                ValueType.of("isbn13", "isbn13", "978-0-393-04002-9"),
                ValueType.of("issn", "issn", "1436-4522"),
                ValueType.of("ismn", "ismn", "979-0-060-11561-5"),
                ValueType.of("upc", "upc", "220356483481"),
                ValueType.of("largeobject", "lo", """
                        0
                        4294967295
                        """));
    }
}
