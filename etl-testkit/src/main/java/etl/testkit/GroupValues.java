package etl.testkit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// What a record of parquet-java's holds, as the values that [TextForm] knows.
final class GroupValues {
    private static final Duration DAY = Duration.ofDays(1);

    private GroupValues() {}

    /// The texts of a row's columns.
    static List<@Nullable String> texts(Group row) {
        var texts = new ArrayList<@Nullable String>();
        for (var value : fields(row)) {
            texts.add(value == null ? null : TextForm.of(value));
        }
        return Collections.unmodifiableList(texts);
    }

    private static List<@Nullable Object> fields(Group group) {
        var values = new ArrayList<@Nullable Object>(group.getType().getFieldCount());
        for (var i = 0; i < group.getType().getFieldCount(); i++) {
            values.add(field(group, i));
        }
        return values;
    }

    private static @Nullable Object field(Group group, int field) {
        if (group.getFieldRepetitionCount(field) == 0) {
            return null;
        }
        var type = group.getType().getType(field);
        if (type.isRepetition(Repetition.REPEATED)) {
            throw new IllegalArgumentException("repeated outside of a LIST or MAP: " + type);
        }
        return type.isPrimitive()
                ? primitive(group, field, type.asPrimitiveType())
                : nested(group.getGroup(field, 0), type.asGroupType());
    }

    private static Object nested(Group group, GroupType type) {
        var logical = type.getLogicalTypeAnnotation();
        if (logical == null) {
            return new StructValue(fields(group));
        }
        return switch (logical) {
            case ListLogicalTypeAnnotation list -> list(group, type);
            case MapLogicalTypeAnnotation map -> map(group, type);
            default -> throw new IllegalArgumentException("no text form for " + type);
        };
    }

    private static List<@Nullable Object> list(Group group, GroupType type) {
        var values = new ArrayList<@Nullable Object>();
        for (var entry : repeated(group, type, 1)) {
            values.add(field(entry, 0));
        }
        return values;
    }

    private static Map<Object, @Nullable Object> map(Group group, GroupType type) {
        var values = new LinkedHashMap<Object, @Nullable Object>();
        for (var entry : repeated(group, type, 2)) {
            var key = field(entry, 0);
            if (key == null || values.put(key, field(entry, 1)) != null) {
                throw new IllegalArgumentException("the key " + key + " is null or there twice: " + type);
            }
        }
        return values;
    }

    /// The groups in the middle of the three levels of a list or map.
    private static List<Group> repeated(Group group, GroupType type, int fields) {
        var middle = type.getType(0);
        if (type.getFieldCount() != 1
                || !middle.isRepetition(Repetition.REPEATED)
                || middle.isPrimitive()
                || middle.asGroupType().getFieldCount() != fields) {
            throw new IllegalArgumentException("not of three levels: " + type);
        }
        var groups = new ArrayList<Group>();
        for (var i = 0; i < group.getFieldRepetitionCount(0); i++) {
            groups.add(group.getGroup(0, i));
        }
        return Collections.unmodifiableList(groups);
    }

    private static Object primitive(Group group, int field, PrimitiveType type) {
        var logical = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, 0);
            case FLOAT -> group.getFloat(field, 0);
            case DOUBLE -> group.getDouble(field, 0);
            case INT32 -> number(group.getInteger(field, 0), logical);
            case INT64 -> number(group.getLong(field, 0), logical);
            case INT96 -> throw new IllegalArgumentException("INT96 is deprecated: " + type);
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                binary(group.getBinary(field, 0).getBytes(), logical);
        };
    }

    private static Object number(long number, @Nullable LogicalTypeAnnotation logical) {
        if (logical == null) {
            return number;
        }
        return switch (logical) {
            case DateLogicalTypeAnnotation date -> LocalDate.ofEpochDay(number);
            case DecimalLogicalTypeAnnotation decimal -> BigDecimal.valueOf(number, decimal.getScale());
            case TimeLogicalTypeAnnotation time ->
                time(Duration.of(number, unit(time.getUnit())), time.isAdjustedToUTC());
            case TimestampLogicalTypeAnnotation timestamp -> {
                var instant = Instant.EPOCH.plus(number, unit(timestamp.getUnit()));
                yield timestamp.isAdjustedToUTC() ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            }
            default -> number;
        };
    }

    /// Postgres' day has a last moment that java.time doesn't know.
    private static Object time(Duration sinceMidnight, boolean utc) {
        if (sinceMidnight.equals(DAY)) {
            return utc ? "24:00:00+00" : "24:00:00";
        }
        var time = LocalTime.ofNanoOfDay(sinceMidnight.toNanos());
        return utc ? time.atOffset(ZoneOffset.UTC) : time;
    }

    private static ChronoUnit unit(LogicalTypeAnnotation.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    private static Object binary(byte[] bytes, @Nullable LogicalTypeAnnotation logical) {
        if (logical == null) {
            return bytes;
        }
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal -> new BigDecimal(new BigInteger(bytes), decimal.getScale());
            case UUIDLogicalTypeAnnotation uuid -> {
                var buffer = ByteBuffer.wrap(bytes);
                yield new UUID(buffer.getLong(), buffer.getLong());
            }
            case StringLogicalTypeAnnotation text -> new String(bytes, StandardCharsets.UTF_8);
            case JsonLogicalTypeAnnotation json -> new String(bytes, StandardCharsets.UTF_8);
            case EnumLogicalTypeAnnotation label -> new String(bytes, StandardCharsets.UTF_8);
            default -> bytes;
        };
    }
}
