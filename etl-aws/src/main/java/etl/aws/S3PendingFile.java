package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PendingFile;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.UploadGoneException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A multipart upload under way. Full parts are uploaded in the background, at most two at a time, while the next one
/// fills; a writer that is faster waits for the older of them.
///
/// All parts have one size, so that memory doesn't grow with the file: 10,000 parts, S3's limit, make a file of 78 GiB.
final class S3PendingFile implements PendingFile {
    static final int PART_BYTES = 8 << 20;
    static final int MAX_PARTS = 10_000;
    private static final int PARTS_IN_FLIGHT = 2;

    /// The part that fills and those on their way.
    static final long BUFFER_BYTES = (1L + PARTS_IN_FLIGHT) * PART_BYTES;

    /// Most files of a small table are smaller than a part: the first buffer grows.
    private static final int FIRST_BUFFER_BYTES = 256 << 10;

    /// How long an interrupted upload of a part may take to end.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private enum State {
        WRITING,
        PREPARED,
        CLOSED
    }

    private final S3Destination destination;
    private final FileKey key;
    private final String uploadId;
    private final Stream stream = new Stream();
    private final List<Part> parts = new ArrayList<>();
    private final Deque<Part> inFlight = new ArrayDeque<>();
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int filled;
    private long bytes;
    private State state = State.WRITING;

    S3PendingFile(S3Destination destination, FileKey key, String uploadId) {
        this.destination = destination;
        this.key = key;
        this.uploadId = uploadId;
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public PreparedFile prepare() throws IOException {
        requireWriting();
        if (filled > 0 || parts.isEmpty()) {
            startPart();
        }
        while (!inFlight.isEmpty()) {
            finishOldestPart();
        }
        state = State.PREPARED;
        return new PreparedFile(
                key,
                bytes,
                uploadId,
                parts.stream().map(Part::tag).map(PartTag::text).toList());
    }

    @Override
    public void close() throws IOException {
        if (state != State.WRITING) {
            return;
        }
        state = State.CLOSED;
        // A cancelled run interrupts its threads; the clean-up is still to be done.
        var interrupted = Thread.interrupted();
        try {
            // S3 keeps a part that arrives while its upload is aborted: first the parts end, then the upload.
            inFlight.forEach(part -> part.thread.interrupt());
            for (var part : inFlight) {
                part.thread.join(GRACE);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            destination.discard(key, uploadId);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireWriting();
        var from = offset;
        var left = length;
        while (left > 0) {
            if (filled == PART_BYTES) {
                startPart();
            }
            var count = Math.min(left, PART_BYTES - filled);
            if (filled + count > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(PART_BYTES, Math.max(2 * buffer.length, filled + count)));
            }
            System.arraycopy(source, from, buffer, filled, count);
            filled += count;
            bytes += count;
            from += count;
            left -= count;
        }
    }

    private void requireWriting() throws IOException {
        if (state != State.WRITING) {
            throw new IOException(key.path() + " is " + (state == State.PREPARED ? "prepared" : "closed") + " already");
        }
    }

    /// Sends the buffer off and gets another one.
    private void startPart() throws IOException {
        if (parts.size() == MAX_PARTS) {
            throw EtlException.usage("%s would be larger than %d GiB. Set parquet.target-file to less."
                    .formatted(key.path(), ((long) MAX_PARTS * PART_BYTES) >> 30));
        }
        var next = inFlight.size() < PARTS_IN_FLIGHT ? new byte[PART_BYTES] : finishOldestPart();
        var part = new Part(parts.size() + 1, new PartBytes(buffer, filled));
        parts.add(part);
        inFlight.add(part);
        part.thread.start();
        buffer = next;
        filled = 0;
    }

    /// Waits for a part, and gives its buffer for the next one.
    private byte[] finishOldestPart() throws IOException {
        var part = inFlight.getFirst();
        try {
            part.thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing " + key.path());
        }
        inFlight.removeFirst();
        if (part.gone != null) {
            throw part.gone;
        }
        if (part.failure != null) {
            throw part.failure;
        }
        return part.bytes.buffer();
    }

    /// One part, and the thread that uploads it.
    private final class Part {
        private final PartBytes bytes;
        private final Thread thread;
        private @Nullable PartTag tag;
        private @Nullable UploadGoneException gone;
        private @Nullable RuntimeException failure;

        Part(int number, PartBytes bytes) {
            this.bytes = bytes;
            this.thread = Thread.ofPlatform()
                    .daemon()
                    .name("upload " + key.path() + " part " + number)
                    .unstarted(() -> upload(number));
        }

        private void upload(int number) {
            try {
                tag = destination.upload(key, uploadId, number, bytes);
            } catch (UploadGoneException e) {
                gone = e;
            } catch (RuntimeException e) {
                failure = e;
            } catch (OutOfMemoryError e) {
                failure = new IllegalStateException("out of memory while uploading " + key.path(), e);
            }
        }

        /// The tag, once the thread has ended without a failure.
        PartTag tag() {
            return Objects.requireNonNull(tag);
        }
    }

    private final class Stream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            S3PendingFile.this.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            S3PendingFile.this.write(source, offset, length);
        }
    }
}
