package etl.cli.config;

import etl.aws.S3Location;
import etl.tasks.EtlException;
import java.nio.file.Path;

/// Where files go, as the user says it. Anything odd is refused: a typing mistake must not become a local folder.
public sealed interface DestinationUri {

    ValueType<DestinationUri> TYPE =
            new ValueType<>("s3://BUCKET/PREFIX/ or file:FOLDER", "URL", DestinationUri::parse, DestinationUri::uri);

    /// The destination in one spelling, ending in `/`.
    String uri();

    /// @param location the bucket and the prefix
    record S3(S3Location location) implements DestinationUri {
        @Override
        public String uri() {
            return location.uri();
        }
    }

    /// @param folder the folder; a relative one is below the working directory
    record Local(Path folder) implements DestinationUri {
        @Override
        public String uri() {
            return "file:" + folder + (folder.endsWith("/") ? "" : "/");
        }
    }

    private static DestinationUri parse(String text) {
        if (text.startsWith("s3://")) {
            return parseS3(text);
        }
        if (text.startsWith("file:")) {
            return parseLocal(text);
        }
        throw refused(text, whatInstead(text));
    }

    private static S3 parseS3(String text) {
        try {
            return new S3(S3Location.parse(text));
        } catch (EtlException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Local parseLocal(String text) {
        String path = text.substring("file:".length());
        if (path.startsWith("//") && !path.startsWith("///")) {
            throw refused(text, "A file URL with a host is not supported. Write file:/FOLDER or file:FOLDER.");
        }
        String folder = path.startsWith("///") ? path.substring(2) : path;
        if (folder.isBlank() || folder.indexOf('\0') >= 0) {
            throw refused(text, "It names no folder. Write file:/FOLDER or file:FOLDER.");
        }
        if (folder.startsWith("~")) {
            throw refused(text, "'~' is only known to a shell. Write the whole path.");
        }
        return new Local(Path.of(folder).normalize());
    }

    private static String whatInstead(String text) {
        String lower = text.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("s3a://") || lower.startsWith("s3n://") || lower.startsWith("s3:")) {
            String rest = text.substring(text.indexOf(':') + 1).replaceFirst("^/*", "");
            return "Did you mean 's3://" + rest + "'?";
        }
        if (lower.matches("[a-z][a-z0-9+.-]+:.*")) {
            return "Only s3://BUCKET/PREFIX/ and file:FOLDER are supported.";
        }
        return "It doesn't say which kind it is. Did you mean 'file:" + text + "' or 's3://"
                + text.replaceFirst("^[./]*", "") + "'?";
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is not a destination. " + why);
    }
}
