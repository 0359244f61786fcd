package etl.parquet.column;

import static java.lang.invoke.MethodType.methodType;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// The handles of what lies inside of lists and structs: of one signature each, so that they are called exactly.
final class PartHandles {
    static final MethodType READ = methodType(Object.class, CopyRow.class, int.class);
    static final MethodType WRITE = methodType(void.class, Object.class, ColumnEncoder.class);

    private PartHandles() {}

    /// @param read a handle of type [#READ]
    static @Nullable Object read(MethodHandle read, CopyRow row, int field) {
        try {
            return read.invokeExact(row, field);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A part of a field can't be read", e);
        }
    }

    /// @param write a handle of type [#WRITE]
    static void write(MethodHandle write, Object value, ColumnEncoder column) {
        try {
            write.invokeExact(value, column);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A part of a value can't be written", e);
        }
    }

    /// The method of an object of this package as a handle.
    static <T> MethodHandle bind(Class<T> type, T object, String method, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVirtual(type, method, methodType(result, parameters))
                    .bindTo(object);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " lacks its method " + method, e);
        }
    }
}
