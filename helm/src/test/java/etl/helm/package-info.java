@NullMarked
package etl.helm;

import org.jspecify.annotations.NullMarked;
