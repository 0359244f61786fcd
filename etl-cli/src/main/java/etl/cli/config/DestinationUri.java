package etl.cli.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where files go, as the user says it. Anything odd is refused: a typing mistake must not become a local folder.
public sealed interface DestinationUri {

    ValueType<DestinationUri> TYPE =
            new ValueType<>("s3://BUCKET/PREFIX/ or file:FOLDER", "URL", DestinationUri::parse, DestinationUri::uri);

    /// The destination in one spelling, ending in `/`.
    String uri();

    /// @param bucket the bucket's name
    /// @param prefix what every key begins with: empty, or ending in `/`
    record S3(String bucket, String prefix) implements DestinationUri {
        @Override
        public String uri() {
            return "s3://" + bucket + "/" + prefix;
        }
    }

    /// @param folder the folder; a relative one is below the working directory
    record Local(Path folder) implements DestinationUri {
        @Override
        public String uri() {
            return "file:" + folder + (folder.endsWith("/") ? "" : "/");
        }
    }

    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /// The characters that S3 calls safe in keys. `=` too, as partitions are spelled with it.
    Pattern PREFIX = Pattern.compile("[A-Za-z0-9!_.*'()=/-]*");

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
        String rest = text.substring("s3://".length());
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (!BUCKET.matcher(bucket).matches()) {
            throw refused(
                    text,
                    "'" + bucket
                            + "' is no bucket's name: 3 to 63 of a-z, 0-9, '.' and '-'. Write s3://BUCKET/PREFIX/.");
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw refused(text, "A prefix is made of letters, digits and !_.*'()=-/.");
        }
        if (prefix.startsWith("/") || prefix.contains("//") || ("/" + prefix + "/").matches(".*/\\.{1,2}/.*")) {
            throw refused(text, "Its path has an empty part, '.' or '..'. Write s3://BUCKET/PREFIX/.");
        }
        return new S3(bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
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
