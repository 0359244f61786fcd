package etl.parquet.column;

import etl.parquet.CopyRow;
import java.util.ArrayList;
import java.util.List;

/// Finds the elements of an array on the wire: `int4` number of dimensions, `int4` whether there are nulls, `int4` number
/// of the elements' type, for each dimension an `int4` size and an `int4` lower bound, then for each element an `int4`
/// length (-1: null) and its bytes. Source: PostgreSQL, `array_send`.
final class ArrayWire {
    private static final int FIRST_DIMENSION = 3 * Integer.BYTES;
    private static final int DIMENSION_BYTES = 2 * Integer.BYTES;

    /// The policy puts null in the place of the array.
    static final int NULL = -1;

    private ArrayWire() {}

    /// Moves `elements` to the elements of the array in a field.
    ///
    /// @return how many there are, or [#NULL]
    /// @throws FieldException when the array is no plain list and the policy puts nothing in its place
    static int open(CopyRow row, int field, OnSpecial onSpecial, CopyRow elements) {
        int dimensions = row.int4(field);
        if (dimensions == 0) {
            elements.beginParts(row, field, 0);
            return 0;
        }
        if (dimensions > 1) {
            onSpecial.nulls(row, field, () -> refusal(row, field));
            return NULL;
        }
        int count = row.int4(field, FIRST_DIMENSION);
        boolean startsAtOne = row.int4(field, FIRST_DIMENSION + Integer.BYTES) == 1;
        if (!startsAtOne && !onSpecial.clamps(row, field, () -> refusal(row, field))) {
            return NULL;
        }
        elements.beginParts(row, field, count);
        int position = row.offset(field) + FIRST_DIMENSION + DIMENSION_BYTES;
        for (int i = 0; i < count; i++) {
            position = elements.placePart(i, position);
        }
        return count;
    }

    private static Refusal refusal(CopyRow row, int field) {
        List<String> bounds = new ArrayList<>();
        int dimensions = row.int4(field);
        for (int i = 0; i < dimensions; i++) {
            int at = FIRST_DIMENSION + i * DIMENSION_BYTES;
            int from = row.int4(field, at + Integer.BYTES);
            bounds.add("[" + from + ":" + (from + row.int4(field, at) - 1) + "]");
        }
        return new Refusal(
                "an array with the bounds " + String.join("", bounds)
                        + " is no list, which has one dimension that starts at 1",
                Remedy.ofSpecial(dimensions == 1));
    }

    /// Says of a part's problem which part it is.
    static FieldException inPart(int field, String part, FieldException problem) {
        FieldException named = new FieldException(field, problem.refusal().inPart(part));
        named.initCause(problem);
        return named;
    }

    /// The name of a list's element in messages.
    static String element(int index) {
        return "element " + (index + 1);
    }

    /// Refuses a null where the record declares none.
    static void requireNullable(boolean nullable, int field, int index) {
        if (!nullable) {
            throw new FieldException(
                    field,
                    Refusal.of(
                            element(index) + " is null where the record says that there is none",
                            "Declare the elements @Nullable: List<@Nullable …>."));
        }
    }
}
