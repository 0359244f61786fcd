package etl.tasks.sample;

import etl.tasks.EtlException;
import etl.tasks.sample.SampleTables.SampleTable;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TextPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Makes TPC-H's two large tables in a database, for benchmarks whose figures others can compare with:
/// `public.lineitem` and `public.tpch_orders` (the sample shop has the name `orders`). The rows are those of TPC-H's
/// own generator.
public final class TpchData {
    /// The rows of `lineitem` at scale factor 1, give or take a few.
    public static final long LINEITEMS_AT_SCALE_1 = 6_001_215;

    /// The rows of `tpch_orders` at scale factor 1.
    public static final long ORDERS_AT_SCALE_1 = 1_500_000;

    /// The text that comments are cut from lies outside the heap, where Java allows as much again as the heap may hold.
    private static final long NEEDED_BYTES = TpchText.SIZE_BYTES + (16L << 20);

    private static final Distributions WORDS = Distributions.getDefaultDistributions();

    private TpchData() {}

    /// Makes and fills both tables by COPY, in one transaction: at the end they are there, indexed and analysed, or
    /// nothing is changed.
    ///
    /// @param connection is used for one transaction
    /// @param scale TPC-H's scale factor: 1 is 6 million line items and a gigabyte, 0.01 is 60 thousand
    /// @return the tables in the order in which they were filled
    /// @throws EtlException when a table of the same name is there and `existing` doesn't let it be replaced, or Java
    ///     has too little memory
    public static List<FilledTable> fill(Connection connection, double scale, Existing existing, FillProgress progress)
            throws SQLException {
        if (!(scale > 0)) {
            throw EtlException.usage(
                    "The scale factor of TPC-H is " + scale + "; it must be above 0, such as 0.01 or 1.");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (heap < NEEDED_BYTES) {
            throw EtlException.usage("TPC-H's generator needs " + (NEEDED_BYTES >> 20)
                    + " MiB outside the heap, where Java allows " + (heap >> 20) + " MiB. Set ETL_JAVA_OPTS=-Xmx448m.");
        }
        TextPool text = new TpchText(TpchText.SIZE_BYTES);
        return new SampleTables(
                        List.of(
                                new SampleTable(
                                        "tpch_orders",
                                        Math.round(scale * ORDERS_AT_SCALE_1),
                                        out -> orders(new OrderGenerator(scale, 1, 1, WORDS, text), out)),
                                new SampleTable(
                                        "lineitem",
                                        Math.round(scale * LINEITEMS_AT_SCALE_1),
                                        out -> lineitems(new LineItemGenerator(scale, 1, 1, WORDS, text), out))),
                        List.of(),
                        SampleTables.resource(TpchData.class, "tpch-tables.sql"),
                        SampleTables.resource(TpchData.class, "tpch-indexes.sql"))
                .fill(connection, existing, progress);
    }

    private static void orders(OrderGenerator orders, CopyWriter out) throws SQLException {
        for (Order order : orders) {
            out.row(9);
            out.int8(order.getOrderKey());
            out.int8(order.getCustomerKey());
            out.text(String.valueOf(order.getOrderStatus()));
            out.numeric(order.getTotalPriceInCents(), 2);
            out.date(order.getOrderDate());
            out.text(order.getOrderPriority());
            out.text(order.getClerk());
            out.int4(order.getShipPriority());
            out.text(order.getComment());
        }
    }

    private static void lineitems(LineItemGenerator items, CopyWriter out) throws SQLException {
        for (LineItem item : items) {
            out.row(16);
            out.int8(item.getOrderKey());
            out.int8(item.getPartKey());
            out.int8(item.getSupplierKey());
            out.int4(item.getLineNumber());
            out.numeric(item.getQuantity() * 100, 2);
            out.numeric(item.getExtendedPriceInCents(), 2);
            out.numeric(item.getDiscountPercent(), 2);
            out.numeric(item.getTaxPercent(), 2);
            out.text(item.getReturnFlag());
            out.text(item.getStatus());
            out.date(item.getShipDate());
            out.date(item.getCommitDate());
            out.date(item.getReceiptDate());
            out.text(item.getShipInstructions());
            out.text(item.getShipMode());
            out.text(item.getComment());
        }
    }
}
