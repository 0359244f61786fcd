package etl.parquet.column;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How records declare types, and what to write instead of Java classes that come to mind but are no column's.
public final class ComponentHints {
    private static final Map<String, String> BOXES = Map.of(
            "boolean", "Boolean", "short", "Short", "int", "Integer", "long", "Long", "float", "Float", "double",
            "Double");

    private ComponentHints() {}

    /// The class of a type without its arguments.
    static Class<?> rawType(AnnotatedType component) {
        return switch (component.getType()) {
            case Class<?> type -> type;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> Object.class;
        };
    }

    /// Whether a component is a list, a map or a record.
    static boolean hasParts(AnnotatedType component) {
        Class<?> type = rawType(component);
        return type == List.class || type == Map.class || type.isRecord();
    }

    /// Whether a component or a part of it may be null.
    static boolean mayHoldNulls(AnnotatedType component) {
        if (component.isAnnotationPresent(Nullable.class)) {
            return true;
        }
        Class<?> type = rawType(component);
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents()).anyMatch(part -> mayHoldNulls(part.getAnnotatedType()));
        }
        return component instanceof AnnotatedParameterizedType generic
                && Arrays.stream(generic.getAnnotatedActualTypeArguments()).anyMatch(ComponentHints::mayHoldNulls);
    }

    /// A type as one writes it, without packages.
    static String name(AnnotatedType component) {
        return component.getType() instanceof Class<?> type
                ? type.getSimpleName()
                : component.getType().getTypeName().replaceAll("\\b[a-z][\\w.]*\\.", "");
    }

    /// A declaration as an argument of a generic type.
    public static String boxed(String declaration) {
        return BOXES.getOrDefault(declaration, declaration);
    }

    /// A declaration of something that may be null.
    public static String nullable(String declaration) {
        return declaration.equals("byte[]") ? "byte @Nullable []" : "@Nullable " + boxed(declaration);
    }

    static String instead(AnnotatedType component) {
        Class<?> type = rawType(component);
        if (type == OffsetDateTime.class || type == ZonedDateTime.class) {
            return "Write Instant (timestamptz keeps no zone)";
        }
        if (Date.class.isAssignableFrom(type)) {
            return "Write LocalDate (date), LocalDateTime (timestamp) or Instant (timestamptz)";
        }
        if (type == Duration.class || type == Period.class) {
            return "Write etl.schemas.Interval";
        }
        if (type == BigInteger.class) {
            return "Write @Decimal(precision = 38, scale = 0) BigDecimal";
        }
        if (type == char.class || type == Character.class || type == StringBuilder.class) {
            return "Write String";
        }
        if (type == byte.class || type == Byte.class) {
            return "Write short";
        }
        if (type == Optional.class) {
            return "Write the value's own type, marked @Nullable";
        }
        if (type == Map.class) {
            return "Write Map<String, @Nullable String> for an hstore; a jsonb is a @Json String";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "Write List<@Nullable T> for an array of T";
        }
        return "Columns are boolean, short, int, long, float, double, BigDecimal, String, an enum, byte[], LocalDate,"
                + " LocalTime, OffsetTime, LocalDateTime, Instant, Interval, UUID, List<@Nullable T>, a record and"
                + " Map<String, @Nullable String>";
    }
}
