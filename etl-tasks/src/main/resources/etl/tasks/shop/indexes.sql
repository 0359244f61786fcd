-- Keys and indexes of the sample shop, made once the rows are in: one sort each, where COPY would pay for every row.

alter table public.orders add primary key (id);
create index orders_user_id on public.orders (user_id);
create index orders_created_at on public.orders (created_at);

alter table public.users add primary key (id);
alter table public.users add unique (email);

alter table public.products add primary key (id);
alter table public.products add unique (sku);

alter table public.currencies add primary key (id);
-- Unique, so that a join on it can't double an order.
create unique index currencies_type_type_id on public.currencies (type, type_id);

alter table public.taxes add primary key (country);

analyze public.orders, public.users, public.products, public.currencies, public.taxes;
