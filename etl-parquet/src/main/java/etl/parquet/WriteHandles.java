package etl.parquet;

import static java.lang.invoke.MethodType.methodType;

import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Composes the handle that puts a record's components into the encoders of their columns: `(Record,
/// ColumnEncoder[])void`.
public final class WriteHandles {
    private static final MethodHandle IS_NULL;
    private static final MethodHandle ADD_NULL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IS_NULL = lookup.findStatic(java.util.Objects.class, "isNull", methodType(boolean.class, Object.class));
            ADD_NULL = lookup.findVirtual(ColumnEncoder.class, "addNull", methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private WriteHandles() {}

    /// `(Record, ColumnEncoder[])void`, for all columns.
    ///
    /// @param shape the record's columns
    public static MethodHandle of(Class<? extends Record> row, RowShape shape) {
        return of(row, shape, shape);
    }

    /// `(Record, ColumnEncoder[])void`
    ///
    /// @param shape the record's columns
    /// @param written those of them that are written
    public static MethodHandle of(Class<? extends Record> row, RowShape shape, RowShape written) {
        MethodType type = methodType(void.class, Record.class, ColumnEncoder[].class);
        RecordComponent[] components = row.getRecordComponents();
        List<MethodHandle> steps = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            int place = written.columns().indexOf(shape.columns().get(i));
            if (place >= 0) {
                steps.add(
                        component(components[i], shape.columns().get(i), place).asType(type));
            }
        }
        return sequence(steps);
    }

    /// `(row, ColumnEncoder[])void` for one component.
    private static MethodHandle component(RecordComponent component, Column column, int index) {
        MethodHandle write = column.type().writer();
        Class<?> encoder = write.type().parameterType(1);
        MethodHandle add = write.asType(methodType(void.class, component.getType(), encoder));
        if (!component.getType().isPrimitive()) {
            add = MethodHandles.guardWithTest(
                    IS_NULL.asType(methodType(boolean.class, component.getType())),
                    MethodHandles.dropArguments(
                            ADD_NULL.asType(methodType(void.class, encoder)), 0, component.getType()),
                    add);
        }
        MethodHandle encoderAt = MethodHandles.insertArguments(
                        MethodHandles.arrayElementGetter(ColumnEncoder[].class), 1, index)
                .asType(methodType(encoder, ColumnEncoder[].class));
        return MethodHandles.filterArguments(add, 0, accessor(component), encoderAt);
    }

    private static MethodHandle accessor(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        try {
            return MethodHandles.lookup().unreflect(accessor);
        } catch (IllegalAccessException e) {
            throw new LinkageError(accessor + " can't be called", e);
        }
    }

    /// One after the other, composed as a tree: nested in a row, those of a wide record would lie too deep for the
    /// just-in-time compiler.
    private static MethodHandle sequence(List<MethodHandle> steps) {
        if (steps.size() == 1) {
            return steps.getFirst();
        }
        int half = steps.size() / 2;
        return MethodHandles.foldArguments(
                sequence(steps.subList(half, steps.size())), sequence(steps.subList(0, half)));
    }
}
