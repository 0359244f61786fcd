package etl.parquet.page;

import etl.parquet.page.EncodersTest.Order;
import etl.parquet.page.NestedValues.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// A column of any shape and what its rows hold.
///
/// @param values gives the next value, of the kinds of [NestedValues]
record RandomColumn(Type type, Supplier<@Nullable Object> values) {
    private static final int FIXED_BYTES = 16;
    private static final int MAX_DECIMAL_DIGITS = 38;

    /// The physical types, and the values that numbers stand for.
    enum Leaf {
        BOOLEAN(PrimitiveTypeName.BOOLEAN, i -> (i & 1) == 1),
        INT(PrimitiveTypeName.INT32, i -> (int) EncodersTest.scatter(i)),
        LONG(PrimitiveTypeName.INT64, EncodersTest::scatter),
        FLOAT(PrimitiveTypeName.FLOAT, EncodersTest::floatOf),
        DOUBLE(PrimitiveTypeName.DOUBLE, EncodersTest::doubleOf),
        BYTES(PrimitiveTypeName.BINARY, EncodersTest::bytesOf),
        TEXT(PrimitiveTypeName.BINARY, i -> Binary.fromString("a text, not \"short\": " + i)),
        DECIMAL(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, EncodersTest::decimalOf);

        private final PrimitiveTypeName physical;
        private final IntFunction<Object> value;

        Leaf(PrimitiveTypeName physical, IntFunction<Object> value) {
            this.physical = physical;
            this.value = value;
        }

        private PrimitiveType type(String name, Repetition repetition) {
            var type = Types.primitive(physical, repetition);
            return switch (this) {
                case TEXT -> type.as(LogicalTypeAnnotation.stringType()).named(name);
                case DECIMAL ->
                    type.length(FIXED_BYTES)
                            .as(LogicalTypeAnnotation.decimalType(0, MAX_DECIMAL_DIGITS))
                            .named(name);
                default -> type.columnOrder(ColumnOrder.typeDefined()).named(name);
            };
        }
    }

    /// A column of lists of a leaf's values.
    ///
    /// @param length gives the length of the next list, negative for a null one
    static RandomColumn ofLists(Leaf leaf, Order order, double nulls, Supplier<Integer> length, Random random) {
        RandomColumn element = leaf("element", Repetition.OPTIONAL, leaf, order, nulls, random);
        return new RandomColumn(Types.optionalList().element(element.type).named("c"), () -> {
            int elements = length.get();
            return elements < 0 ? null : list(elements, element.values);
        });
    }

    /// A column of any shape.
    ///
    /// @param depth how many lists, maps and structs at most stand around a leaf
    static RandomColumn any(String name, int depth, Random random) {
        return any(name, random.nextInt(3) > 0 ? Repetition.OPTIONAL : Repetition.REQUIRED, depth, random);
    }

    private static RandomColumn any(String name, Repetition repetition, int depth, Random random) {
        double nulls = repetition == Repetition.REQUIRED
                ? 0
                : List.of(0.0, 0.1, 0.5, 1.0).get(random.nextInt(4));
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 0 -> {
                Leaf leaf = Leaf.values()[random.nextInt(Leaf.values().length)];
                yield leaf(name, repetition, leaf, order(random), nulls, random);
            }
            case 1, 2 -> {
                RandomColumn element = any("element", depth - 1, random);
                int bound = 1 << random.nextInt(4);
                yield new RandomColumn(
                        Types.list(repetition).element(element.type).named(name),
                        orNull(nulls, random, () -> list(random.nextInt(bound), element.values)));
            }
            case 3 -> map(name, repetition, depth, nulls, random);
            default -> {
                List<RandomColumn> fields = IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(i -> any("f" + i, depth - 1, random))
                        .toList();
                yield new RandomColumn(
                        Types.buildGroup(repetition)
                                .addFields(
                                        fields.stream().map(RandomColumn::type).toArray(Type[]::new))
                                .named(name),
                        orNull(nulls, random, () -> struct(fields)));
            }
        };
    }

    private static RandomColumn map(String name, Repetition repetition, int depth, double nulls, Random random) {
        Leaf keyLeaf = random.nextBoolean() ? Leaf.LONG : Leaf.TEXT;
        RandomColumn key = leaf("key", Repetition.REQUIRED, keyLeaf, Order.FEW, 0, random);
        RandomColumn value = any("value", depth - 1, random);
        Type type = Types.map(repetition).key(key.type).value(value.type).named(name);
        return new RandomColumn(type, orNull(nulls, random, () -> {
            Map<@Nullable Object, @Nullable Object> entries = new HashMap<>();
            IntStream.range(0, random.nextInt(5)).forEach(i -> entries.put(key.values.get(), value.values.get()));
            return entries;
        }));
    }

    private static RandomColumn leaf(
            String name, Repetition repetition, Leaf leaf, Order order, double nulls, Random random) {
        int[] place = {0};
        return new RandomColumn(
                leaf.type(name, repetition),
                orNull(nulls, random, () -> leaf.value.apply(order.number(place[0]++, random))));
    }

    private static Order order(Random random) {
        return Order.values()[random.nextInt(Order.values().length)];
    }

    private static Supplier<@Nullable Object> orNull(double nulls, Random random, Supplier<Object> values) {
        return () -> random.nextDouble() < nulls ? null : values.get();
    }

    private static List<@Nullable Object> list(int count, Supplier<@Nullable Object> values) {
        List<@Nullable Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(values.get());
        }
        return list;
    }

    private static Struct struct(List<RandomColumn> fields) {
        List<@Nullable Object> values = new ArrayList<>();
        fields.forEach(field -> values.add(field.values.get()));
        return new Struct(Collections.unmodifiableList(values));
    }
}
