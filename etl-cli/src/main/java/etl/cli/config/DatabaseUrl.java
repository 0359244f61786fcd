package etl.cli.config;

/// Where a database is: Postgres, or another by a driver of its own.
public sealed interface DatabaseUrl permits SourceUrl, JdbcUrl {
    ValueType<DatabaseUrl> TYPE = new ValueType<>(
            "postgresql://USER@HOST:PORT/DATABASE, or the jdbc: URL of another driver",
            "URL",
            text -> JdbcUrl.isOne(text) ? JdbcUrl.parse(text) : SourceUrl.TYPE.parse(text),
            DatabaseUrl::toString);
}
