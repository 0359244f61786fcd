/// Filling tables with sample data by COPY, and the tables of TPC-H.
@NullMarked
package etl.tasks.sample;

import org.jspecify.annotations.NullMarked;
