/// The Postgres server behind `etl demo`, and the export that the package's AOT cache is trained on.
@NullMarked
package etl.demo;

import org.jspecify.annotations.NullMarked;
