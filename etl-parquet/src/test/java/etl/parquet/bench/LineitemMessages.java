package etl.parquet.bench;

import etl.parquet.SourceColumn;
import etl.parquet.column.PostgresType;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// TPC-H lineitem as `COPY … (FORMAT binary)` sends it, in memory: big arrays of rows, one behind the other.
final class LineitemMessages {
    static final int FIELDS = 16;
    private static final int CHUNK_BYTES = 64 << 20;
    private static final int MAX_ROW_BYTES = 1 << 10;

    /// 1992-01-01 in days since 2000-01-01: the generator counts days since 1970-01-01.
    private static final int POSTGRES_EPOCH_DAY = 10_957;

    private final List<byte[]> chunks = new ArrayList<>();
    private final List<int[]> starts = new ArrayList<>();

    List<byte[]> chunks() {
        return chunks;
    }

    /// For each chunk, where its rows start.
    List<int[]> starts() {
        return starts;
    }

    /// The rows of a scale factor, kept in a file between runs.
    static LineitemMessages load(double scale, int parts) throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "lineitem-" + scale + "-" + parts + ".copy");
        if (!Files.exists(file)) {
            generate(scale, parts, file);
        }
        LineitemMessages messages = new LineitemMessages();
        try (var in = Files.newInputStream(file)) {
            byte[] header = new byte[8];
            while (in.readNBytes(header, 0, 8) == 8) {
                ByteBuffer buffer = ByteBuffer.wrap(header);
                int rows = buffer.getInt();
                byte[] bytes = in.readNBytes(buffer.getInt());
                int[] at = new int[rows];
                int position = 0;
                for (int i = 0; i < rows; i++) {
                    at[i] = position;
                    ByteBuffer row = ByteBuffer.wrap(bytes, position, bytes.length - position);
                    int fields = row.getShort();
                    for (int f = 0; f < fields; f++) {
                        row.position(row.position() + Integer.BYTES + Math.max(0, row.getInt(row.position())));
                    }
                    position = row.position();
                }
                messages.chunks.add(bytes);
                messages.starts.add(at);
            }
        }
        return messages;
    }

    private static void generate(double scale, int parts, Path file) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        int rows = 0;
        try (var out = Files.newOutputStream(file)) {
            for (LineItem item : new LineItemGenerator(scale, 1, parts)) {
                if (chunk.remaining() < MAX_ROW_BYTES) {
                    out.write(ByteBuffer.allocate(8)
                            .putInt(rows)
                            .putInt(chunk.position())
                            .array());
                    out.write(chunk.array(), 0, chunk.position());
                    chunk.clear();
                    rows = 0;
                }
                put(item, chunk);
                rows++;
            }
            out.write(
                    ByteBuffer.allocate(8).putInt(rows).putInt(chunk.position()).array());
            out.write(chunk.array(), 0, chunk.position());
        }
    }

    private static void put(LineItem item, ByteBuffer out) {
        out.putShort((short) FIELDS);
        out.putInt(8).putLong(item.getOrderKey());
        out.putInt(8).putLong(item.getPartKey());
        out.putInt(8).putLong(item.getSupplierKey());
        out.putInt(4).putInt(item.getLineNumber());
        putNumeric(item.getQuantity() * 100, out);
        putNumeric(item.getExtendedPriceInCents(), out);
        putNumeric(item.getDiscountPercent(), out);
        putNumeric(item.getTaxPercent(), out);
        putText(item.getReturnFlag(), 1, out);
        putText(item.getStatus(), 1, out);
        out.putInt(4).putInt(item.getShipDate() - POSTGRES_EPOCH_DAY);
        out.putInt(4).putInt(item.getCommitDate() - POSTGRES_EPOCH_DAY);
        out.putInt(4).putInt(item.getReceiptDate() - POSTGRES_EPOCH_DAY);
        putText(item.getShipInstructions(), 25, out);
        putText(item.getShipMode(), 10, out);
        putText(item.getComment(), 0, out);
    }

    private static void putText(String text, int padTo, ByteBuffer out) {
        byte[] bytes = (text + " ".repeat(Math.max(0, padTo - text.length()))).getBytes(StandardCharsets.US_ASCII);
        out.putInt(bytes.length).put(bytes);
    }

    /// A number of hundredths, not negative, as `numeric_send` writes it.
    private static void putNumeric(long hundredths, ByteBuffer out) {
        List<Integer> digits = new ArrayList<>();
        int weight = -1;
        for (long whole = hundredths / 100; whole > 0; whole /= 10_000) {
            digits.addFirst((int) (whole % 10_000));
            weight++;
        }
        digits.addLast((int) (hundredths % 100 * 100));
        while (!digits.isEmpty() && digits.getLast() == 0) {
            digits.removeLast();
        }
        out.putInt(8 + 2 * digits.size()).putShort((short) digits.size());
        out.putShort((short) (digits.isEmpty() ? 0 : weight))
                .putShort((short) 0)
                .putShort((short) 2);
        digits.forEach(digit -> out.putShort((short) (int) digit));
    }

    static List<SourceColumn> columns() {
        return List.of(
                column("l_orderkey", "int8", -1),
                column("l_partkey", "int8", -1),
                column("l_suppkey", "int8", -1),
                column("l_linenumber", "int4", -1),
                column("l_quantity", "numeric", (15 << 16 | 2) + 4),
                column("l_extendedprice", "numeric", (15 << 16 | 2) + 4),
                column("l_discount", "numeric", (15 << 16 | 2) + 4),
                column("l_tax", "numeric", (15 << 16 | 2) + 4),
                column("l_returnflag", "bpchar", 1 + 4),
                column("l_linestatus", "bpchar", 1 + 4),
                column("l_shipdate", "date", -1),
                column("l_commitdate", "date", -1),
                column("l_receiptdate", "date", -1),
                column("l_shipinstruct", "bpchar", 25 + 4),
                column("l_shipmode", "bpchar", 10 + 4),
                column("l_comment", "varchar", 44 + 4));
    }

    private static SourceColumn column(String name, String type, int modifier) {
        return new SourceColumn(name, PostgresType.of(type, modifier), false);
    }
}
