package etl.cli.command;

import etl.aws.AwsSettings;
import etl.aws.CrawlerCatalog;
import etl.aws.DirectCatalog;
import etl.aws.GlueCrawler;
import etl.aws.S3Destination;
import etl.aws.S3File;
import etl.aws.S3Location;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.cli.config.DestinationUri;
import etl.cli.config.Settings;
import etl.parquet.inspect.LocalFile;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.file.DataFile;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.publish.PublishListener;
import etl.tasks.run.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes destinations, catalogs and files from what the configuration says of them. The AWS SDK is loaded only when it
/// is needed.
///
/// @param configuration the configuration
record Targets(Configuration configuration) {
    private static final String S3 = "s3://";

    Destination destination(DestinationUri uri) {
        Optional<DestinationUri> control = configuration.values().find(Settings.CONTROL);
        return switch (uri) {
            case DestinationUri.Local local ->
                new LocalDestination(folder(local), control.map(other -> {
                    if (other instanceof DestinationUri.Local folder) {
                        return folder(folder);
                    }
                    throw elsewhere(uri, other, "file:FOLDER");
                }));
            case DestinationUri.S3 s3 ->
                S3Destination.open(
                        s3.location(),
                        control.map(other -> {
                            if (other instanceof DestinationUri.S3 location) {
                                return location.location();
                            }
                            throw elsewhere(uri, other, "s3://BUCKET/PREFIX/");
                        }),
                        aws());
        };
    }

    private Path folder(DestinationUri.Local local) {
        return configuration.directory().resolve(local.folder());
    }

    private EtlException elsewhere(DestinationUri uri, DestinationUri control, String form) {
        return EtlException.usage(
                "%s: the control files can't be at %s while the destination is %s: they are kept where its files are. Write %s, or leave control out."
                        .formatted(configuration.values().origin(Settings.CONTROL), control.uri(), uri.uri(), form));
    }

    /// What is published at a destination, to be read only.
    Dataset readOnly(Destination destination) {
        return new Dataset(
                destination,
                new NoCatalog(),
                configuration.values().get(Settings.LONGEST_RUN),
                configuration.values().get(Settings.KEEP_SUPERSEDED),
                PublishListener.NONE);
    }

    /// @param destination what the catalog is told of: `s3://bucket/prefix/`
    Catalog catalog(CatalogConfig config, String destination) {
        return switch (config) {
            case CatalogConfig.None none -> new NoCatalog();
            case CatalogConfig.Crawler crawler ->
                new CrawlerCatalog(
                        crawler(crawler), destination, crawler.deadline(), crawler.database(), control(destination));
            case CatalogConfig.Direct direct -> {
                if (!destination.startsWith(S3)) {
                    throw EtlException.usage(
                            "The catalog mode direct is for destinations on S3, and this is %s. Name one (--dest s3://BUCKET/PREFIX/), or set catalog.mode to none."
                                    .formatted(destination));
                }
                yield DirectCatalog.open(direct.database(), destination, direct.deadline(), aws());
            }
        };
    }

    /// Where the control files of a destination are; empty when there is none, or it isn't on S3.
    private String control(String destination) {
        return configuration
                .values()
                .find(Settings.CONTROL)
                .map(DestinationUri::uri)
                .orElseGet(() -> destination.startsWith(S3)
                        ? S3Location.parse(destination).control().uri()
                        : "");
    }

    GlueCrawler crawler(CatalogConfig.Crawler config) {
        return GlueCrawler.open(config.crawler(), aws());
    }

    /// What tasks and their lookups read.
    ///
    /// @throws EtlException when a database that they name isn't there, or something about it is wrong
    Sources sources(List<Task> tasks) {
        Map<String, DataFile> files = new HashMap<>();
        configuration
                .inputs()
                .files()
                .forEach((name, file) ->
                        files.put(name, new DataFile(name, file.path(), file.format(), () -> file(file.path()))));
        return new Sources(configuration.sources(tasks).databases(), files);
    }

    /// A file in a folder or on S3.
    SeekableFile file(String name) throws IOException {
        if (name.startsWith(S3)) {
            return S3File.open(name, aws());
        }
        Path path =
                configuration.directory().resolve(name.startsWith("file:") ? name.substring("file:".length()) : name);
        if (Files.isDirectory(path)) {
            throw EtlException.usage(name + " is a folder. Name one of its files.");
        }
        return LocalFile.open(path);
    }

    private AwsSettings aws() {
        return configuration.aws();
    }
}
