/// Benchmarks of the packaged program, and the proof that it is right at full size. Never shipped.
@NullMarked
package etl.bench;

import org.jspecify.annotations.NullMarked;
