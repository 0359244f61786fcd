/// The report of a run as a document: docs/report.schema.json describes it.
@NullMarked
package etl.cli.report;

import org.jspecify.annotations.NullMarked;
