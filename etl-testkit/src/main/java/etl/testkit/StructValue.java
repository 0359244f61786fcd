package etl.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A struct that a reader found: the values of its fields in the file's order, each null or one that [TextForm] knows.
record StructValue(List<@Nullable Object> fields) {
    StructValue {
        fields = Collections.unmodifiableList(new ArrayList<>(fields));
    }
}
