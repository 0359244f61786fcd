package etl.tasks.types;

/// The ways in which rows come from the server into a file.
public enum Reading {
    RELATION,
    RECORD_BY_COPY,
    RECORD_BY_CURSOR
}
