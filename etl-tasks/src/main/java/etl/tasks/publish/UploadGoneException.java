package etl.tasks.publish;

import java.io.IOException;

/// A pending file that somebody has removed while it was written: another run, when this one can't publish the file's
/// partition any more, or a rule of the bucket.
public final class UploadGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    private final FileKey key;

    public UploadGoneException(FileKey key, Throwable cause) {
        super(
                "the upload of " + key.path()
                        + " is gone: another run, a rule of the bucket or somebody has removed it",
                cause);
        this.key = key;
    }

    public FileKey key() {
        return key;
    }
}
