package etl.bench;

import etl.schemas.Decimal;
import etl.schemas.Name;
import java.math.BigDecimal;
import java.time.LocalDate;

/// A line item of TPC-H, every column of `public.lineitem`: 16 of the usual types, none of them nullable.
///
/// @param orderKey `tpch_orders.o_orderkey`
/// @param lineNumber unique within the order
/// @param extendedPrice the price of all pieces
/// @param discount a part of the price: 0.05 is 5 %
/// @param tax a part of the price
public record Lineitem(
        @Name("l_orderkey") long orderKey,
        @Name("l_partkey") long partKey,
        @Name("l_suppkey") long supplierKey,
        @Name("l_linenumber") int lineNumber,

        @Name("l_quantity") @Decimal(precision = 15, scale = 2)
        BigDecimal quantity,

        @Name("l_extendedprice") @Decimal(precision = 15, scale = 2)
        BigDecimal extendedPrice,

        @Name("l_discount") @Decimal(precision = 15, scale = 2)
        BigDecimal discount,

        @Name("l_tax") @Decimal(precision = 15, scale = 2) BigDecimal tax,
        @Name("l_returnflag") String returnFlag,
        @Name("l_linestatus") String lineStatus,
        @Name("l_shipdate") LocalDate shipDate,
        @Name("l_commitdate") LocalDate commitDate,
        @Name("l_receiptdate") LocalDate receiptDate,
        @Name("l_shipinstruct") String shipInstructions,
        @Name("l_shipmode") String shipMode,
        @Name("l_comment") String comment) {}
