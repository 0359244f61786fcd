-- TPC-H's two large tables, with the types that the specification suggests and without their indexes. TPC-H's orders are named tpch_orders, because
-- orders is the sample shop's.

create table public.tpch_orders (
    o_orderkey      bigint         not null,
    o_custkey       bigint         not null,
    o_orderstatus   char(1)        not null,
    o_totalprice    numeric(15, 2) not null,
    o_orderdate     date           not null,
    o_orderpriority varchar(15)    not null,
    o_clerk         varchar(15)    not null,
    o_shippriority  integer        not null,
    o_comment       varchar(79)    not null
);
comment on table public.tpch_orders is 'Orders of TPC-H. Made by etl insert-data.';

create table public.lineitem (
    l_orderkey      bigint         not null,
    l_partkey       bigint         not null,
    l_suppkey       bigint         not null,
    l_linenumber    integer        not null,
    l_quantity      numeric(15, 2) not null,
    l_extendedprice numeric(15, 2) not null,
    l_discount      numeric(15, 2) not null,
    l_tax           numeric(15, 2) not null,
    l_returnflag    char(1)        not null,
    l_linestatus    char(1)        not null,
    l_shipdate      date           not null,
    l_commitdate    date           not null,
    l_receiptdate   date           not null,
    l_shipinstruct  varchar(25)    not null,
    l_shipmode      varchar(10)    not null,
    l_comment       varchar(44)    not null
);
comment on table public.lineitem is 'Line items of TPC-H. Made by etl insert-data.';
