package etl.helm;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/// What Helm says when it refuses values.
final class Refusal {
    private Refusal() {}

    static String of(Executable rendering) {
        return String.valueOf(
                assertThrows(IllegalStateException.class, rendering).getMessage());
    }
}
