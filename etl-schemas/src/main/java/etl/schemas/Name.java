package etl.schemas;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The column's name in Postgres where it isn't the component's name in snake case (`createdAt` reads `created_at`).
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Name {
    /// The column's exact name, unquoted.
    String value();
}
