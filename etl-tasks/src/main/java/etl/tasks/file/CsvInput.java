package etl.tasks.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The lines of a CSV file, one after the other, and where each declared column is in them.
final class CsvInput implements AutoCloseable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String COMPRESSED = ".gz";

    private final DataFile file;
    private final CsvFormat format;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> places = new HashMap<>();
    private int fields;
    private @Nullable CsvRecord record;

    private CsvInput(DataFile file, CsvFormat format, Reader text) {
        this.file = file;
        this.format = format;
        this.reader = CsvReader.builder()
                .fieldSeparator(format.delimiter())
                .quoteCharacter(format.quote())
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                // The number of fields is looked at here, to say more of it.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
        this.records = reader.iterator();
    }

    /// Opens the file and reads its header.
    ///
    /// @throws EtlException when it can't be read, a declared column isn't in its header, or one is there twice
    static CsvInput open(DataFile file, CsvFormat format) {
        @Nullable InputStream bytes = null;
        try {
            bytes = new ByteStream(file.opener().open());
            InputStream plain = file.location().endsWith(COMPRESSED) ? new GZIPInputStream(bytes) : bytes;
            CsvInput input = new CsvInput(
                    file,
                    format,
                    withoutMark(new InputStreamReader(
                            plain,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPORT)
                                    .onUnmappableCharacter(CodingErrorAction.REPORT))));
            input.place();
            return input;
        } catch (IOException failed) {
            close(bytes);
            throw file.unreadable(failed);
        } catch (EtlException refused) {
            close(bytes);
            throw refused;
        }
    }

    private static void close(@Nullable InputStream bytes) {
        try {
            if (bytes != null) {
                bytes.close();
            }
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private static Reader withoutMark(Reader text) throws IOException {
        PushbackReader reader = new PushbackReader(text);
        int first = reader.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            reader.unread(first);
        }
        return reader;
    }

    private void place() {
        List<String> declared =
                format.columns().stream().map(CsvFormat.Declared::name).toList();
        if (!format.header()) {
            declared.forEach(name -> places.put(name, places.size()));
            fields = declared.size();
            return;
        }
        if (!next()) {
            throw file.problem(
                    ExitCode.USAGE,
                    " is empty, and its first line should name its columns. Check the file, or set header: false.");
        }
        CsvRecord header = java.util.Objects.requireNonNull(record);
        fields = header.getFieldCount();
        for (int place = 0; place < fields; place++) {
            String name = header.getField(place);
            if (places.putIfAbsent(name, place) != null && declared.contains(name)) {
                throw file.problem(
                        ExitCode.USAGE,
                        ": its header has the column '%s' twice, as the %s and the %s. Rename one of the two."
                                .formatted(name, ordinal(places.getOrDefault(name, 0)), ordinal(place)));
            }
        }
        for (String name : declared) {
            if (!places.containsKey(name)) {
                throw file.problem(
                        ExitCode.USAGE,
                        ": its header has no column '%s'.%s It has %s."
                                .formatted(
                                        name,
                                        Nearest.question(name, places.keySet()),
                                        String.join(", ", header.getFields())));
            }
        }
    }

    private static String ordinal(int place) {
        return "column " + (place + 1);
    }

    /// Goes to the next line that isn't empty.
    ///
    /// @return whether there is one
    /// @throws EtlException when it is no line of CSV, or has another number of fields than the others
    boolean next() {
        @Nullable CsvRecord last = record;
        try {
            if (!records.hasNext()) {
                return false;
            }
            record = records.next();
        } catch (CsvParseException malformed) {
            throw malformed(malformed, last);
        } catch (UncheckedIOException failed) {
            throw failed.getCause() instanceof CharacterCodingException
                    ? malformed(failed, last)
                    : file.unreadable(new IOException(failed.getMessage(), failed));
        }
        CsvRecord current = java.util.Objects.requireNonNull(record);
        if (fields > 0 && current.getFieldCount() != fields) {
            throw file.problem(
                    ExitCode.VALUE_NOT_REPRESENTABLE,
                    ", line %d: it has %d fields where %s has %d. Check its delimiters ('%s') and quotes (%s)."
                            .formatted(
                                    current.getStartingLineNumber(),
                                    current.getFieldCount(),
                                    format.header() ? "the header" : "the declaration",
                                    fields,
                                    format.delimiter() == '\t' ? "\\t" : String.valueOf(format.delimiter()),
                                    format.quote()));
        }
        return true;
    }

    private EtlException malformed(RuntimeException failed, @Nullable CsvRecord last) {
        @Nullable Throwable cause = failed.getCause();
        String why = cause instanceof CharacterCodingException
                        || (cause != null && cause.getCause() instanceof CharacterCodingException)
                ? "its bytes are not text in UTF-8"
                : "it is no line of CSV: " + failed.getMessage();
        String where =
                last == null ? "line 1 or one that follows" : "a line after line " + last.getStartingLineNumber();
        return new EtlException(
                ExitCode.VALUE_NOT_REPRESENTABLE,
                "files.%s: %s, %s: %s. Check the file's quotes (%s) and its encoding."
                        .formatted(file.name(), file.location(), where, why, format.quote()),
                failed);
    }

    /// A field of the line; null when its text stands for null.
    ///
    /// @param column a declared column
    @Nullable
    String text(String column) {
        CsvRecord current = record;
        Integer place = places.get(column);
        if (current == null || place == null) {
            throw new IllegalStateException(column);
        }
        String text = current.getField(place);
        return text.equals(format.nullText()) ? null : text;
    }

    /// What is wrong with a field of the line.
    EtlException refused(String column, String type, String problem) {
        CsvRecord current = record;
        long line = current == null ? 0 : current.getStartingLineNumber();
        return file.problem(
                ExitCode.VALUE_NOT_REPRESENTABLE,
                ", line %d, column %d (%s): %s, as which it is declared (%s). Correct the line, or declare another type in files.%s.columns."
                        .formatted(line, places.getOrDefault(column, 0) + 1, column, problem, type, file.name()));
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException closed) {
            throw file.unreadable(closed);
        }
    }
}
