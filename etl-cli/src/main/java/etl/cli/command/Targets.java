package etl.cli.command;

import etl.cli.config.CatalogConfig;
import etl.cli.config.DestinationUri;
import etl.parquet.inspect.LocalFile;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Makes destinations and catalogs from what the configuration says of them. AWS' classes are loaded only when they are needed.
final class Targets {
    private final Map<String, String> environment;
    private final Path directory;

    Targets(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    Destination destination(DestinationUri uri) {
        return switch (uri) {
            case DestinationUri.Local local -> new LocalDestination(directory.resolve(local.folder()));
            case DestinationUri.S3 s3 -> throw EtlException.usage("S3 is still missing " + environment.size());
        };
    }

    /// A Parquet file in a folder or on S3.
    SeekableFile file(String name) throws IOException {
        if (name.startsWith("s3:")) {
            throw EtlException.usage("S3 is still missing");
        }
        Path path = directory.resolve(name.startsWith("file:") ? name.substring("file:".length()) : name);
        if (Files.isDirectory(path)) {
            throw EtlException.usage(name + " is a folder. Name one of its files.");
        }
        return LocalFile.open(path);
    }

    Catalog catalog(CatalogConfig config) {
        return switch (config) {
            case CatalogConfig.None none -> new NoCatalog();
            case CatalogConfig.Crawler crawler ->
                throw EtlException.usage("Glue is still missing " + environment.size());
        };
    }
}
