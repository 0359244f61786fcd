package etl.parquet.column;

import java.math.BigInteger;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/// What to write instead of Java classes that come to mind but are no column's.
final class ComponentHints {
    private ComponentHints() {}

    static String instead(Class<?> component) {
        if (component == OffsetDateTime.class || component == ZonedDateTime.class) {
            return "Write Instant (timestamptz keeps no zone)";
        }
        if (Date.class.isAssignableFrom(component)) {
            return "Write LocalDate (date), LocalDateTime (timestamp) or Instant (timestamptz)";
        }
        if (component == BigInteger.class) {
            return "Write @Decimal(precision = 38, scale = 0) BigDecimal";
        }
        if (component == char.class || component == Character.class || component == StringBuilder.class) {
            return "Write String";
        }
        if (component == byte.class || component == Byte.class) {
            return "Write short";
        }
        if (component == Optional.class) {
            return "Write the value's own type, marked @Nullable";
        }
        if (component == LocalTime.class || component == OffsetTime.class) {
            return "Write String and select <column>::text";
        }
        if (component.isArray()
                || Collection.class.isAssignableFrom(component)
                || Map.class.isAssignableFrom(component)) {
            return "Lists and maps are not supported: write String and select <column>::text, or @Json String and"
                    + " to_json(<column>)";
        }
        return "Columns are boolean, short, int, long, float, double, BigDecimal, String, an enum, byte[], LocalDate,"
                + " LocalDateTime, Instant and UUID";
    }
}
