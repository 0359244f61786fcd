package etl.aws;

import etl.tasks.EtlException;
import java.util.Locale;
import java.util.regex.Pattern;

/// A bucket and a prefix in it.
///
/// @param bucket the bucket's name
/// @param prefix empty, or ending in `/`
public record S3Location(String bucket, String prefix) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /// What needs no escaping in S3, in Glue and in a shell: everything else is refused rather than escaped by some of
    /// them.
    private static final Pattern PREFIX_SEGMENT = Pattern.compile("[A-Za-z0-9!_.'()=+,@:-]+");

    private static final String CONTROL_PREFIX = "_etl/";

    /// Reads `s3://bucket/prefix/`; the last slash may be missing.
    ///
    /// @throws EtlException if it is anything else
    public static S3Location parse(String uri) {
        if (!uri.startsWith("s3://")) {
            throw odd(
                    uri,
                    uri.toLowerCase(Locale.ROOT).matches("s3[an]?:.*")
                            ? "the scheme is written s3://"
                            : "it is not on S3");
        }
        var rest = uri.substring("s3://".length());
        var slash = rest.indexOf('/');
        var bucket = slash < 0 ? rest : rest.substring(0, slash);
        var prefix = slash < 0 ? "" : rest.substring(slash + 1);
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw odd(uri, "'" + bucket + "' is not a bucket's name");
        }
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix += "/";
        }
        for (var segment : prefix.isEmpty()
                ? new String[0]
                : prefix.substring(0, prefix.length() - 1).split("/", -1)) {
            if (segment.equals(".")
                    || segment.equals("..")
                    || !PREFIX_SEGMENT.matcher(segment).matches()) {
                throw odd(
                        uri,
                        segment.isEmpty()
                                ? "two slashes follow each other"
                                : "'" + segment + "' is not a plain folder name");
            }
        }
        return new S3Location(bucket, prefix);
    }

    private static EtlException odd(String uri, String why) {
        return EtlException.usage(
                "The destination '%s' can't be used: %s. Write s3://bucket/prefix/ with letters, digits, '-', '_', '.' and '='."
                        .formatted(uri, why));
    }

    /// `s3://bucket/prefix/`
    public String uri() {
        return "s3://" + bucket + "/" + prefix;
    }

    /// Where the control files of a destination at this location are unless told: in the same bucket, outside every
    /// table's location.
    public S3Location control() {
        return new S3Location(bucket, CONTROL_PREFIX + prefix);
    }

    /// The key of a path below the prefix.
    String key(String path) {
        return prefix + path;
    }

    /// The path below the prefix of one of its keys.
    String path(String key) {
        return key.substring(prefix.length());
    }
}
