package etl.cli.config;

import etl.tasks.file.FileFormat;

/// One of `files:`: a file that lookups read.
///
/// @param path where it is: a path below the configuration's directory, or `s3://BUCKET/KEY`
/// @param format how it is read
/// @param origin where it is declared
public record DeclaredFile(String path, FileFormat format, Origin origin) {}
