package etl.parquet.bench;

import etl.parquet.CopyRow;
import etl.parquet.RecordBinder;
import etl.parquet.RowReader;
import etl.parquet.RowShape;
import etl.parquet.TableFileWriter;
import etl.parquet.WriteOptions;
import etl.parquet.bench.LineitemBench.Lineitem;
import etl.parquet.column.TypeOptions;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Map;

/// How long the first rows take in a fresh JVM.
final class StartBench {
    private static long last = System.nanoTime();
    private static long lastCpu = 0;

    private static void lap(String what) {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        System.out.printf(
                "%-30s %7.1f ms, %7.1f CPU ms%n", what, (System.nanoTime() - last) / 1e6, (cpu - lastCpu) / 1e6);
        lastCpu = process.getProcessCpuTime();
        last = System.nanoTime();
    }

    public static void main(String[] arguments) throws Exception {
        lap("jvm");
        LineitemMessages messages = LineitemMessages.load(0.01, 1);
        lap("messages");
        RowShape source = RowShape.ofSource(LineitemMessages.columns(), TypeOptions.DEFAULT);
        RowShape shape = RowShape.ofRecord(Lineitem.class, TypeOptions.DEFAULT);
        lap("shapes");
        RecordBinder<Lineitem> binder = RecordBinder.of(Lineitem.class, shape);
        lap("binder");
        RowReader<Lineitem> reader = binder.wireReader(source);
        lap("reader");
        CopyRow row = new CopyRow(LineitemMessages.FIELDS);
        TableFileWriter writer =
                TableFileWriter.open(OutputStream.nullOutputStream(), shape, WriteOptions.DEFAULT, Map.of());
        lap("open");
        byte[] bytes = messages.chunks().getFirst();
        int[] starts = messages.starts().getFirst();
        int at = 0;
        for (int n : new int[] {1, 9, 90, 900, 4_000, 5_000, 10_000, 10_000, 10_000, 10_000}) {
            long r = 0;
            for (int i = 0; i < n; i++) {
                row.moveTo(bytes, starts[at++]);
                long t = System.nanoTime();
                Lineitem item = reader.read(row);
                r += System.nanoTime() - t;
                binder.write(item, writer);
            }
            lap(n + " rows (reading " + r / 1_000_000 + " ms)");
        }
        writer.finish();
        writer.close();
        lap("finish");
    }
}
