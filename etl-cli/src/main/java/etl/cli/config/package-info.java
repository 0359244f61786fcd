/// What the program is told: flags over `ETL_*` variables over `etl.yaml` over the variables of libpq over defaults.
/// [etl.cli.config.Settings] lists every setting; past this package there are only typed values.
@NullMarked
package etl.cli.config;

import org.jspecify.annotations.NullMarked;
