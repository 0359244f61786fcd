package etl.tasks.types;

import etl.tasks.types.TypeRecords.Maps;
import etl.tasks.types.TypeRecords.Spatial;
import java.util.List;

/// Types of extensions that aren't text at the destination. PostGIS and pgvector aren't needed: types of their names
/// stand in, which take and give the bytes of their wire formats.
final class SpatialValues {
    private SpatialValues() {}

    static List<TypeGroup> groups() {
        return List.of(maps(), spatial());
    }

    private static TypeGroup maps() {
        return TypeGroup.of("maps", Maps.class, ValueType.of("hstore", "hstore", """
                        = ''
                        a=>b
                        k=>NULL
                        k=>"NULL"
                        bb=>2, a=>1, ""=>"", ccc=>NULL
                        "quote\\""=>"back\\\\slash", "a=>b"=>"x, y", " "=>" "
                        é=>🙂, 👩‍👧=>שלום
                        = select hstore(array_agg('key ' || n), array_agg(nullif(n, 7)::text)) from generate_series(1, 300) n
                        """));
    }

    private static final String ONE = "000000000000f03f";
    private static final String TWO = "0000000000000040";
    private static final String THREE = "0000000000000840";
    private static final String FOUR = "0000000000001040";
    private static final String NAN = "000000000000f87f";
    private static final String WGS_84 = "e6100000";

    /// What PostGIS sends, with its flags for Z, M and a reference system, and what ISO's well-known binary says instead.
    private static String geometries() {
        return wkb("01 01000000" + ONE + TWO, "01 01000000" + ONE + TWO)
                + wkb("01 01000000" + NAN + NAN, "01 01000000" + NAN + NAN)
                + wkb("01 01000020" + WGS_84 + ONE + TWO, "01 01000000" + ONE + TWO)
                + wkb("01 01000080" + ONE + TWO + THREE, "01 e9030000" + ONE + TWO + THREE)
                + wkb("01 01000040" + ONE + TWO + THREE, "01 d1070000" + ONE + TWO + THREE)
                + wkb("01 010000c0" + ONE + TWO + THREE + FOUR, "01 b90b0000" + ONE + TWO + THREE + FOUR)
                + wkb("01 010000a0" + WGS_84 + ONE + TWO + THREE, "01 e9030000" + ONE + TWO + THREE)
                + wkb(
                        "00 20000001 000010e6 3ff0000000000000 4000000000000000",
                        "00 00000001 3ff0000000000000 4000000000000000")
                + wkb(
                        "01 02000000 02000000" + ONE + TWO + THREE + FOUR,
                        "01 02000000 02000000" + ONE + TWO + THREE + FOUR)
                + wkb("01 02000020" + WGS_84 + "00000000", "01 02000000 00000000")
                + wkb(
                        "01 03000020" + WGS_84 + "02000000 02000000" + ONE + ONE + TWO + TWO + "01000000" + THREE
                                + THREE,
                        "01 03000000 02000000 02000000" + ONE + ONE + TWO + TWO + "01000000" + THREE + THREE)
                + wkb(
                        "01 04000020" + WGS_84 + "02000000 01 01000000" + ONE + TWO + "01 01000000" + THREE + FOUR,
                        "01 04000000 02000000 01 01000000" + ONE + TWO + "01 01000000" + THREE + FOUR)
                + wkb(
                        "01 05000080 01000000 01 02000080 01000000" + ONE + TWO + THREE,
                        "01 ed030000 01000000 01 ea030000 01000000" + ONE + TWO + THREE)
                + wkb(
                        "01 07000020" + WGS_84
                                + "02000000 00 00000001 3ff0000000000000 4000000000000000 01 07000000 01000000 01 01000000"
                                + ONE + TWO,
                        "01 07000000 02000000 00 00000001 3ff0000000000000 4000000000000000 01 07000000 01000000 01 01000000"
                                + ONE + TWO)
                + wkb("01 07000000 00000000", "01 07000000 00000000");
    }

    private static String wkb(String sent, String iso) {
        return ("\\x" + sent + " ⇒ \\x" + iso).replaceAll("(?<=[0-9a-f]) (?=[0-9a-f])", "") + "\n";
    }

    private static TypeGroup spatial() {
        return TypeGroup.of(
                "spatial",
                Spatial.class,
                ValueType.of("geometry", "gis.geometry", geometries()),
                ValueType.of("geography", "gis.geography", geometries()),
                ValueType.of("vector", "ai.vector", """
                        \\x000100003f800000 ⇒ {1}
                        \\x000300003f800000c020000000000000 ⇒ {1,-2.5,0}
                        \\x00020000800000003dcccccd ⇒ {-0,0.1}
                        """));
    }
}
