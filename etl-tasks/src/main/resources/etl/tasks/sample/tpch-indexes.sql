alter table public.tpch_orders add primary key (o_orderkey);
alter table public.lineitem add primary key (l_orderkey, l_linenumber);

analyze public.tpch_orders, public.lineitem;
