package etl.schemas;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The decimal type of a `BigDecimal`, of a component or of a list's elements: `@Decimal(precision = 12, scale = 2)` is `numeric(12,2)` in Postgres
/// and `decimal(12,2)` in Parquet and Glue. A value that needs more digits than this is refused, never rounded.
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Decimal {
    /// All digits of the number, 1 to 38.
    int precision();

    /// The digits after the point, 0 to `precision`.
    int scale();
}
