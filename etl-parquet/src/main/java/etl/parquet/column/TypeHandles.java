package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.Predicate;

/// Finds the methods of a column type whose signatures differ from type to type; [ColumnType] says which these are.
final class TypeHandles {
    private TypeHandles() {}

    /// The method `read`, as one that returns the type's Java type.
    static MethodHandle reader(ColumnType type) {
        MethodHandle read = find(type, "read", method -> method.getParameterTypes()[0] == CopyRow.class);
        return read.asType(read.type().changeReturnType(type.javaType()));
    }

    static MethodHandle writer(ColumnType type) {
        MethodHandle write =
                find(type, "write", method -> ColumnEncoder.class.isAssignableFrom(method.getParameterTypes()[1]));
        return write.asType(write.type().changeParameterType(0, type.javaType()));
    }

    private static MethodHandle find(ColumnType type, String name, Predicate<Method> condition) {
        for (Method method : type.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name)
                    && Modifier.isPublic(method.getModifiers())
                    && method.getParameterCount() == 2
                    && condition.test(method)) {
                try {
                    return MethodHandles.lookup().unreflect(method).bindTo(type);
                } catch (IllegalAccessException e) {
                    throw new LinkageError(type + " hides its method " + name, e);
                }
            }
        }
        throw new LinkageError(type + " lacks a method " + name + " that ColumnType asks for");
    }
}
