package etl.bench;

import etl.cli.log.LogStyle;
import etl.cli.log.Logging;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/// The obvious program: a JDBC cursor's getters, a record for each row, parquet-java's own writer.
public final class PlainJdbc {
    private static final int FETCH_SIZE = 10_000;
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message lineitem {
              required int64 l_orderkey;
              required int64 l_partkey;
              required int64 l_suppkey;
              required int32 l_linenumber;
              required int64 l_quantity (DECIMAL(15,2));
              required int64 l_extendedprice (DECIMAL(15,2));
              required int64 l_discount (DECIMAL(15,2));
              required int64 l_tax (DECIMAL(15,2));
              required binary l_returnflag (STRING);
              required binary l_linestatus (STRING);
              required int32 l_shipdate (DATE);
              required int32 l_commitdate (DATE);
              required int32 l_receiptdate (DATE);
              required binary l_shipinstruct (STRING);
              required binary l_shipmode (STRING);
              required binary l_comment (STRING);
            }
            """);

    private PlainJdbc() {}

    /// Writes one file for each worker.
    ///
    /// @param args the number of workers; the folder to write to
    public static void main(String[] args) throws SQLException, InterruptedException, ExecutionException {
        // Without it parquet-java would log every value at the debug level.
        Logging.start(LogStyle.TEXT, false, System.err::println);
        Postgres postgres = Postgres.ofEnvironment();
        List<String> splits = postgres.splits("public.lineitem", "ctid", Integer.parseInt(args[0]));
        try (ExecutorService workers = Executors.newFixedThreadPool(splits.size())) {
            List<Future<?>> parts = new ArrayList<>();
            for (String split : splits) {
                Path file = Path.of(args[1], parts.size() + ".parquet");
                parts.add(workers.submit(() -> {
                    export(postgres, "select * from public.lineitem where " + split, file);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
    }

    private static void export(Postgres postgres, String sql, Path file) throws SQLException, IOException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withConf(new Configuration())
                        .withType(SCHEMA)
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .build()) {
            // Only then, and with a fetch size, does the driver use a cursor.
            connection.setAutoCommit(false);
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    writer.write(group(lineitem(row)));
                }
            }
        }
    }

    private static Lineitem lineitem(ResultSet row) throws SQLException {
        return new Lineitem(
                row.getLong("l_orderkey"),
                row.getLong("l_partkey"),
                row.getLong("l_suppkey"),
                row.getInt("l_linenumber"),
                row.getBigDecimal("l_quantity"),
                row.getBigDecimal("l_extendedprice"),
                row.getBigDecimal("l_discount"),
                row.getBigDecimal("l_tax"),
                row.getString("l_returnflag"),
                row.getString("l_linestatus"),
                row.getObject("l_shipdate", LocalDate.class),
                row.getObject("l_commitdate", LocalDate.class),
                row.getObject("l_receiptdate", LocalDate.class),
                row.getString("l_shipinstruct"),
                row.getString("l_shipmode"),
                row.getString("l_comment"));
    }

    private static Group group(Lineitem item) {
        return new SimpleGroup(SCHEMA)
                .append("l_orderkey", item.orderKey())
                .append("l_partkey", item.partKey())
                .append("l_suppkey", item.supplierKey())
                .append("l_linenumber", item.lineNumber())
                .append("l_quantity", cents(item.quantity()))
                .append("l_extendedprice", cents(item.extendedPrice()))
                .append("l_discount", cents(item.discount()))
                .append("l_tax", cents(item.tax()))
                .append("l_returnflag", item.returnFlag())
                .append("l_linestatus", item.lineStatus())
                .append("l_shipdate", days(item.shipDate()))
                .append("l_commitdate", days(item.commitDate()))
                .append("l_receiptdate", days(item.receiptDate()))
                .append("l_shipinstruct", item.shipInstructions())
                .append("l_shipmode", item.shipMode())
                .append("l_comment", item.comment());
    }

    private static long cents(BigDecimal value) {
        return value.setScale(2).unscaledValue().longValueExact();
    }

    private static int days(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }
}
