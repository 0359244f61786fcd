package etl.bench;

import etl.schemas.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// The floor: a query's rows by `COPY … (FORMAT binary)`, read and thrown away. No program on this driver that uses the
/// rows can be faster.
public final class RawCopy {
    private RawCopy() {}

    /// Prints how many messages came: the rows, and for each worker one message with the end mark.
    ///
    /// @param args the number of workers; the query with `{split}`; the table to split by; its ctid in the query
    public static void main(String[] args) throws SQLException, InterruptedException, ExecutionException {
        Postgres postgres = Postgres.ofEnvironment();
        List<String> splits = postgres.splits(args[2], args[3], Integer.parseInt(args[0]));
        long rows = 0;
        try (ExecutorService workers = Executors.newFixedThreadPool(splits.size())) {
            List<Future<Long>> parts = new ArrayList<>();
            for (String split : splits) {
                parts.add(workers.submit(() -> read(postgres, args[1].replace(Table.SPLIT_MARK, split))));
            }
            for (Future<Long> part : parts) {
                rows += part.get();
            }
        }
        System.out.println(rows);
    }

    private static long read(Postgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect()) {
            CopyOut copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("copy (" + sql + ") to stdout (format binary)");
            long messages = 0;
            while (copy.readFromCopy() != null) {
                messages++;
            }
            // The last message is the end mark alone; the header comes with the first row, or with the end mark.
            return messages - 1;
        }
    }
}
