package etl.parquet;

import static java.lang.invoke.MethodType.methodType;

import etl.parquet.column.EnumColumn;
import etl.parquet.column.FieldException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Composes the handle that makes a record of a row: `(CopyRow)Record` or `(ResultSet)Record`. The just-in-time
/// compiler inlines the whole of it, as it would a constructor call written by hand.
final class ReadHandles {
    /// Handles have room for a few arguments less than the 255 slots that Java allows. Records that need them all are
    /// made by reflection.
    private static final int MAX_HANDLE_SLOTS = 250;

    private static final MethodHandle IS_NULL;
    private static final MethodHandle WAS_NULL;
    private static final MethodHandle REFUSE_NULL;
    private static final MethodHandle NEW_WIDE_RECORD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IS_NULL = lookup.findVirtual(CopyRow.class, "isNull", methodType(boolean.class, int.class));
            WAS_NULL = lookup.findVirtual(ResultSet.class, "wasNull", methodType(boolean.class));
            REFUSE_NULL = lookup.findStatic(ReadHandles.class, "refuseNull", methodType(Object.class, int.class));
            NEW_WIDE_RECORD = lookup.findStatic(
                    ReadHandles.class,
                    "newWideRecord",
                    methodType(Object.class, Constructor.class, MethodHandle[].class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ReadHandles() {}

    /// `(CopyRow)Record`
    static MethodHandle ofWire(Class<? extends Record> row, RowShape shape, RowShape source) {
        return of(row, shape, source, CopyRow.class, ReadHandles::wireField);
    }

    /// `(ResultSet)Record`
    static MethodHandle ofCursor(Class<? extends Record> row, RowShape shape, RowShape source) {
        return of(row, shape, source, ResultSet.class, ReadHandles::cursorField);
    }

    /// Composes the reader of one field.
    @FunctionalInterface
    private interface FieldHandles {
        /// @param sent the column in the source, the `field`th there
        /// @param component the class of the record's component
        /// @return `(row or result set)component`
        MethodHandle of(Column sent, int field, Column declared, Class<?> component);
    }

    private static MethodHandle of(
            Class<? extends Record> row, RowShape shape, RowShape source, Class<?> from, FieldHandles handles) {
        RecordComponent[] components = row.getRecordComponents();
        MethodHandle[] fields = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            Column declared = shape.columns().get(i);
            Column sent = source.column(declared.name()).orElseThrow();
            int field = source.columns().indexOf(sent);
            fields[i] = handles.of(sent, field, declared, components[i].getType());
        }
        return newRecord(canonicalConstructor(row), fields, from).asType(methodType(Record.class, from));
    }

    private static Constructor<?> canonicalConstructor(Class<? extends Record> row) {
        Class<?>[] types = Arrays.stream(row.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = row.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new LinkageError(row + " has no canonical constructor", e);
        }
    }

    /// `(from)record`: the constructor with each argument read from the one row.
    private static MethodHandle newRecord(Constructor<?> constructor, MethodHandle[] fields, Class<?> from) {
        int slots = Arrays.stream(constructor.getParameterTypes())
                .mapToInt(type -> type == long.class || type == double.class ? 2 : 1)
                .sum();
        if (slots > MAX_HANDLE_SLOTS) {
            return MethodHandles.insertArguments(NEW_WIDE_RECORD, 0, constructor, fields)
                    .asType(methodType(Object.class, from));
        }
        try {
            MethodHandle filled =
                    MethodHandles.filterArguments(MethodHandles.lookup().unreflectConstructor(constructor), 0, fields);
            return MethodHandles.permuteArguments(
                    filled, methodType(filled.type().returnType(), from), new int[fields.length]);
        } catch (IllegalAccessException e) {
            throw new LinkageError(constructor + " can't be called", e);
        }
    }

    @SuppressWarnings("unused") // by NEW_WIDE_RECORD
    private static Object newWideRecord(Constructor<?> constructor, MethodHandle[] fields, Object from)
            throws Throwable {
        @Nullable Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            values[i] = fields[i].invoke(from);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static MethodHandle wireField(Column sent, int field, Column declared, Class<?> component) {
        MethodHandle value = MethodHandles.filterReturnValue(
                MethodHandles.insertArguments(sent.type().wireReader(), 1, field),
                conversion(sent, field, declared, component));
        return MethodHandles.guardWithTest(
                MethodHandles.insertArguments(IS_NULL, 1, field),
                MethodHandles.dropArguments(onNull(field, declared, component), 0, CopyRow.class),
                value);
    }

    /// A result set tells only after a value was read whether it was null.
    private static MethodHandle cursorField(Column sent, int field, Column declared, Class<?> component) {
        Class<?> value = sent.type().javaType();
        MethodHandle afterReading = MethodHandles.guardWithTest(
                MethodHandles.dropArguments(WAS_NULL, 0, value),
                MethodHandles.dropArguments(onNull(field, declared, component), 0, value, ResultSet.class),
                MethodHandles.dropArguments(conversion(sent, field, declared, component), 1, ResultSet.class));
        return MethodHandles.foldArguments(
                afterReading, MethodHandles.insertArguments(sent.type().cursorReader(), 1, field + 1));
    }

    /// `(value as the source has it)component`
    private static MethodHandle conversion(Column sent, int field, Column declared, Class<?> component) {
        Class<?> value = sent.type().javaType();
        MethodHandle conversion = declared.type() instanceof EnumColumn labels && value == String.class
                ? MethodHandles.insertArguments(labels.fromText(), 1, field)
                : MethodHandles.identity(value);
        return conversion.asType(methodType(component, value));
    }

    /// `()component`: null, or the refusal of it.
    private static MethodHandle onNull(int field, Column declared, Class<?> component) {
        return declared.nullable()
                ? MethodHandles.empty(methodType(component))
                : MethodHandles.insertArguments(REFUSE_NULL, 0, field).asType(methodType(component));
    }

    @SuppressWarnings("unused") // by REFUSE_NULL
    private static Object refuseNull(int field) {
        throw new FieldException(
                field,
                "a null came where the record says that there is none. Declare the component @Nullable, or replace nulls in the"
                        + " query: coalesce(<column>, …)");
    }
}
