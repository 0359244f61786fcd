package etl.parquet;

import static java.lang.invoke.MethodType.methodType;

import etl.parquet.column.ArrayColumn;
import etl.parquet.column.CastColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.CompositeColumn;
import etl.parquet.column.EnumColumn;
import etl.parquet.column.FieldException;
import etl.parquet.column.Float4Column;
import etl.parquet.column.Refusal;
import etl.parquet.column.Remedy;
import etl.parquet.column.TextColumn;
import etl.parquet.column.VectorColumn;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Composes the handle that makes a record of a row: `(CopyRow)Record`. The just-in-time compiler inlines the whole of
/// it, as it would a constructor call written by hand.
final class ReadHandles {
    /// Handles have room for a few arguments less than the 255 slots that Java allows. Records that need them all are
    /// made by reflection.
    private static final int MAX_HANDLE_SLOTS = 250;

    private static final MethodHandle IS_NULL;
    private static final MethodHandle REFUSE_NULL;
    private static final MethodHandle NEW_WIDE_RECORD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IS_NULL = lookup.findVirtual(CopyRow.class, "isNull", methodType(boolean.class, int.class));
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
    ///
    /// @param shape the record's columns
    /// @param source the columns as the server sends them, which match the record's
    static MethodHandle of(Class<? extends Record> row, RowShape shape, RowShape source) {
        RecordComponent[] components = row.getRecordComponents();
        MethodHandle[] fields = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            Column declared = shape.columns().get(i);
            Column sent = source.column(declared.name()).orElseThrow();
            int field = source.columns().indexOf(sent);
            fields[i] = field(sent, field, declared, components[i].getType());
        }
        return newRecord(canonicalConstructor(row), fields).asType(methodType(Record.class, CopyRow.class));
    }

    /// `(CopyRow, int field)` → what the declared type writes; empty when a record's component of that type can't hold
    /// what is sent.
    static Optional<MethodHandle> reader(ColumnType sent, ColumnType declared) {
        if (declared instanceof ArrayColumn list && sent instanceof ArrayColumn array) {
            return reader(array.element(), list.element())
                    .map(element -> ArrayColumn.reader(element, list.elementsNullable(), list.onSpecial()));
        }
        if (declared instanceof CompositeColumn inner && sent instanceof CompositeColumn composite) {
            return inner.fields().mismatches(composite.fields()).isEmpty()
                    ? Optional.of(CompositeColumn.reader(
                            of(inner.javaType().asSubclass(Record.class), inner.fields(), composite.fields()),
                            composite.fields()))
                    : Optional.empty();
        }
        if (declared instanceof EnumColumn && sent.javaType() == String.class && isPlainText(sent)) {
            return Optional.of(declared.wireReader());
        }
        boolean isVector = sent instanceof VectorColumn
                && declared instanceof ArrayColumn list
                && list.element() instanceof Float4Column;
        boolean isAlike = wrapped(sent) == wrapped(declared) && !(declared instanceof ArrayColumn);
        return isVector || isAlike ? Optional.of(sent.wireReader()) : Optional.empty();
    }

    /// Whether a field of the type is nothing but its text, as an enum's label is.
    private static boolean isPlainText(ColumnType sent) {
        return sent instanceof TextColumn text
                ? !text.trims()
                : sent instanceof EnumColumn || sent instanceof CastColumn;
    }

    private static Class<?> wrapped(ColumnType type) {
        return methodType(type.javaType()).wrap().returnType();
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

    /// `(CopyRow)record`: the constructor with each argument read from the one row.
    private static MethodHandle newRecord(Constructor<?> constructor, MethodHandle[] fields) {
        int slots = Arrays.stream(constructor.getParameterTypes())
                .mapToInt(type -> type == long.class || type == double.class ? 2 : 1)
                .sum();
        if (slots > MAX_HANDLE_SLOTS) {
            return MethodHandles.insertArguments(NEW_WIDE_RECORD, 0, constructor, fields)
                    .asType(methodType(Object.class, CopyRow.class));
        }
        try {
            MethodHandle filled =
                    MethodHandles.filterArguments(MethodHandles.lookup().unreflectConstructor(constructor), 0, fields);
            return MethodHandles.permuteArguments(
                    filled, methodType(filled.type().returnType(), CopyRow.class), new int[fields.length]);
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

    /// `(CopyRow)component`
    private static MethodHandle field(Column sent, int field, Column declared, Class<?> component) {
        MethodHandle value = MethodHandles.insertArguments(
                        reader(sent.type(), declared.type()).orElseThrow(), 1, field)
                .asType(methodType(component, CopyRow.class));
        return MethodHandles.guardWithTest(
                MethodHandles.insertArguments(IS_NULL, 1, field),
                MethodHandles.dropArguments(onNull(field, declared, component), 0, CopyRow.class),
                value);
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
                Refusal.of(
                        "a null came where the record says that there is none",
                        "Declare the component @Nullable, or replace nulls in a query: coalesce(" + Remedy.COLUMN
                                + ", …)."));
    }
}
