package etl.tasks.jdbc;

/// What a database promises of the rows that one transaction reads.
///
/// @param isolation the level, as the report names it
/// @param isSnapshot whether all rows are those of one moment, whoever writes meanwhile
/// @param words what is promised, as a sentence without a full stop
public record Promise(String isolation, boolean isSnapshot, String words) {}
