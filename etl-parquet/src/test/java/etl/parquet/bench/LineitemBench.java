package etl.parquet.bench;

import etl.parquet.CopyRow;
import etl.parquet.FileSummary;
import etl.parquet.RecordBinder;
import etl.parquet.RowReader;
import etl.parquet.RowShape;
import etl.parquet.TableFileWriter;
import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.schemas.Decimal;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

/// How much processor time this module takes for TPC-H lineitem, from COPY messages in memory to Parquet bytes. Not run
/// by the build: `java -cp … etl.parquet.bench.LineitemBench relation|typed [rounds] [file]`.
final class LineitemBench {
    record Lineitem(
            long l_orderkey,
            long l_partkey,
            long l_suppkey,
            int l_linenumber,
            @Decimal(precision = 15, scale = 2) BigDecimal l_quantity,
            @Decimal(precision = 15, scale = 2) BigDecimal l_extendedprice,
            @Decimal(precision = 15, scale = 2) BigDecimal l_discount,
            @Decimal(precision = 15, scale = 2) BigDecimal l_tax,
            String l_returnflag,
            String l_linestatus,
            LocalDate l_shipdate,
            LocalDate l_commitdate,
            LocalDate l_receiptdate,
            String l_shipinstruct,
            String l_shipmode,
            String l_comment) {}

    public static void main(String[] arguments) throws IOException {
        boolean typed = arguments[0].equals("typed");
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        LineitemMessages messages = LineitemMessages.load(1, Integer.getInteger("parts", 1));
        System.gc();
        var threads = ManagementFactory.getThreadMXBean();
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int round = 0; round < rounds; round++) {
            long cpu = threads.getCurrentThreadCpuTime();
            long processCpu = process.getProcessCpuTime();
            long wall = System.nanoTime();
            FileSummary summary;
            long maxMemory;
            try (OutputStream out = arguments.length > 2
                    ? Files.newOutputStream(Path.of(arguments[2]))
                    : OutputStream.nullOutputStream()) {
                summary = typed ? typed(messages, out) : relation(messages, out);
            }
            System.out.printf(
                    "%s: %.2f s, thread %.2f CPU s, process %.2f CPU s, %,d rows, %.1f MB, %d row groups%n",
                    arguments[0],
                    (System.nanoTime() - wall) / 1e9,
                    (threads.getCurrentThreadCpuTime() - cpu) / 1e9,
                    (process.getProcessCpuTime() - processCpu) / 1e9,
                    summary.rows(),
                    summary.bytes() / 1e6,
                    summary.rowGroups());
        }
    }

    private static FileSummary relation(LineitemMessages messages, OutputStream out) throws IOException {
        RowShape shape = RowShape.ofSource(LineitemMessages.columns(), TypeOptions.DEFAULT);
        CopyRow[] batch = new CopyRow[TableFileWriter.BATCH_ROWS];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = new CopyRow(LineitemMessages.FIELDS);
        }
        try (TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            for (int chunk = 0; chunk < messages.chunks().size(); chunk++) {
                byte[] bytes = messages.chunks().get(chunk);
                int count = 0;
                for (int start : messages.starts().get(chunk)) {
                    batch[count++].moveTo(bytes, start);
                    if (count == batch.length) {
                        writer.copy(batch, count);
                        count = 0;
                    }
                }
                writer.copy(batch, count);
            }
            return writer.finish();
        }
    }

    private static FileSummary typed(LineitemMessages messages, OutputStream out) throws IOException {
        RowShape source = RowShape.ofSource(LineitemMessages.columns(), TypeOptions.DEFAULT);
        RowShape shape = RowShape.ofRecord(Lineitem.class, TypeOptions.DEFAULT);
        RecordBinder<Lineitem> binder = RecordBinder.of(Lineitem.class, shape);
        RowReader<Lineitem> reader = binder.wireReader(source);
        CopyRow row = new CopyRow(LineitemMessages.FIELDS);
        try (TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            for (int chunk = 0; chunk < messages.chunks().size(); chunk++) {
                byte[] bytes = messages.chunks().get(chunk);
                for (int start : messages.starts().get(chunk)) {
                    row.moveTo(bytes, start);
                    binder.write(reader.read(row), writer);
                }
            }
            return writer.finish();
        }
    }
}
