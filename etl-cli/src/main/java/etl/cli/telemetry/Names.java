package etl.cli.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/// The attributes of spans and metrics; docs/operations.md lists them.
final class Names {
    static final AttributeKey<String> RUN_ID = AttributeKey.stringKey("etl.run_id");
    static final AttributeKey<String> LOGICAL_TIME = AttributeKey.stringKey("etl.logical_time");
    static final AttributeKey<String> DATE = AttributeKey.stringKey("etl.date");
    static final AttributeKey<String> STATE = AttributeKey.stringKey("etl.state");
    static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("etl.exit_code");
    static final AttributeKey<Long> WORKERS = AttributeKey.longKey("etl.workers");
    static final AttributeKey<String> TASK = AttributeKey.stringKey("etl.task");
    static final AttributeKey<Long> SPLIT = AttributeKey.longKey("etl.split");
    static final AttributeKey<Long> TASKS = AttributeKey.longKey("etl.tasks");
    static final AttributeKey<Long> SPLITS = AttributeKey.longKey("etl.splits");
    static final AttributeKey<Long> ROWS = AttributeKey.longKey("etl.rows");
    static final AttributeKey<Long> BYTES = AttributeKey.longKey("etl.bytes");
    static final AttributeKey<Long> FILES = AttributeKey.longKey("etl.files");
    static final AttributeKey<String> CATALOG = AttributeKey.stringKey("etl.catalog");
    static final AttributeKey<String> CATALOG_STATE = AttributeKey.stringKey("etl.catalog.state");
    static final AttributeKey<String> SCOPE = AttributeKey.stringKey("etl.retry.scope");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("etl.retry.attempt");
    static final AttributeKey<String> SERVICE = AttributeKey.stringKey("etl.service");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("etl.operation");

    /// OpenTelemetry's own name for the SQLSTATE of a database's error.
    static final AttributeKey<String> SQLSTATE = AttributeKey.stringKey("db.response.status_code");

    /// OpenTelemetry's own name for the kind of an error.
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private Names() {}
}
