package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// PostGIS' `geometry` and `geography`: a Java `byte[]` and a Parquet BINARY, both well-known binary (WKB). On the wire
/// PostGIS' own dialect of it, EWKB, which flags Z, M and the reference system in the upper bits of a type's number and
/// puts the number of the reference system behind it. ISO's has no place for that number; it is left out. Sources: ISO
/// 19125 and SQL/MM part 3; PostGIS manual, "EWKB".
///
/// @param postgresName `geometry` or `geography`
/// @param onSpecial what becomes of values that are longer than a cell can be
public record GeometryColumn(String postgresName, OnSpecial onSpecial) implements ColumnType {
    private static final int HAS_Z = 0x8000_0000;
    private static final int HAS_M = 0x4000_0000;
    private static final int HAS_REFERENCE = 0x2000_0000;
    private static final int ISO_Z = 1000;
    private static final int ISO_M = 2000;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isExtension("geometry") || type.isExtension("geography")
                    ? new Resolution.Found(new GeometryColumn(type.name(), options.onSpecial()))
                    : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "geometry, geography",
                    PostgresType.of("public", "geometry", PostgresType.Kind.BASE, PostgresType.NO_MODIFIER),
                    "PostGIS', as ISO WKB: the number of the reference system isn't kept"));
        }
    };

    @Override
    public Class<?> javaType() {
        return byte[].class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BINARY, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BinaryEncoder encoder = (BinaryEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            byte[] wkb = row.isNull(field) ? null : read(row, field);
            if (wkb == null) {
                encoder.addNull();
            } else {
                encoder.add(wkb, 0, wkb.length);
            }
        }
    }

    public byte @Nullable [] read(CopyRow row, int field) {
        int length = row.length(field);
        if (Cells.isTooLong(length)) {
            onSpecial.nulls(row, field, () -> Cells.tooLong(length));
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(row.bytes(), row.offset(field), length);
        ByteBuffer out = ByteBuffer.allocate(length);
        geometry(in, out, field);
        byte[] wkb = new byte[out.position()];
        out.flip().get(wkb);
        return wkb;
    }

    public void write(byte[] value, BinaryEncoder column) {
        Cells.add(value, 0, value.length, onSpecial, column);
    }

    /// Translates one geometry, and those that it is made of.
    private static void geometry(ByteBuffer in, ByteBuffer out, int field) {
        byte order = in.get();
        ByteOrder byteOrder = order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        in.order(byteOrder);
        out.order(byteOrder);
        int flagged = in.getInt();
        if ((flagged & HAS_REFERENCE) != 0) {
            in.getInt();
        }
        boolean z = (flagged & HAS_Z) != 0;
        boolean m = (flagged & HAS_M) != 0;
        int type = flagged & ~(HAS_Z | HAS_M | HAS_REFERENCE);
        out.put(order).putInt(type + (z ? ISO_Z : 0) + (m ? ISO_M : 0));
        int pointBytes = (2 + (z ? 1 : 0) + (m ? 1 : 0)) * Double.BYTES;
        switch (type) {
            case 1 -> copy(in, out, pointBytes);
            // A line or an arc: points.
            case 2, 8 -> copy(in, out, count(in, out) * pointBytes);
            // A polygon or a triangle: rings of points.
            case 3, 17 -> {
                int rings = count(in, out);
                for (int ring = 0; ring < rings; ring++) {
                    copy(in, out, count(in, out) * pointBytes);
                }
            }
            // Whatever is made of geometries.
            case 4, 5, 6, 7, 9, 10, 11, 12, 15, 16 -> {
                int parts = count(in, out);
                for (int part = 0; part < parts; part++) {
                    geometry(in, out, field);
                    in.order(byteOrder);
                    out.order(byteOrder);
                }
            }
            default ->
                throw new FieldException(
                        field,
                        new Refusal(
                                "a geometry of the type " + type + " is not known",
                                new Remedy(
                                        List.of(new TypeOptions.Representation.AsText()),
                                        List.of(),
                                        "Or leave the column out.")));
        }
    }

    private static int count(ByteBuffer in, ByteBuffer out) {
        int count = in.getInt();
        out.putInt(count);
        return count;
    }

    private static void copy(ByteBuffer in, ByteBuffer out, int bytes) {
        out.put(out.position(), in, in.position(), bytes);
        in.position(in.position() + bytes);
        out.position(out.position() + bytes);
    }
}
