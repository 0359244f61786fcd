-- The sample shop's tables, without their indexes: those are made once the rows are in (indexes.sql).
--
-- There are no foreign keys. Checking them would cost a look-up for each row of a COPY, and the tasks must get by without them: a row of currencies
-- belongs to a row of whichever table its type names, which no foreign key can say.
--
-- Each comment ends with the mark by which insert-data knows its own tables again (SampleTables.MARK).

create type public.order_status as enum ('pending', 'active', 'shipped', 'cancelled', 'refunded');
comment on type public.order_status is 'Where an order stands. Made by etl insert-data.';

create table public.orders (
    id         bigint         not null,
    user_id    bigint,
    product_id integer        not null,
    status     public.order_status not null,
    country    char(2),
    currency   char(3)        not null,
    quantity   integer        not null,
    amount     numeric(12, 2) not null,
    reference  uuid           not null,
    attributes jsonb,
    note       text,
    created_at timestamptz    not null,
    updated_at timestamptz
);
comment on table public.orders is 'Orders of the sample shop. Made by etl insert-data.';
comment on column public.orders.user_id is 'Who ordered; null for a guest.';
comment on column public.orders.country is 'Where it goes, ISO 3166-1 alpha-2; null when nothing is shipped.';
comment on column public.orders.currency is 'The currency of amount, ISO 4217.';
comment on column public.orders.amount is 'The price of all pieces before tax.';
comment on column public.orders.reference is 'The number that the payment provider knows the order by.';
comment on column public.orders.attributes is 'What the front end noted; null when it noted nothing.';
comment on column public.orders.note is 'What the customer wrote.';

create table public.users (
    id             bigint      not null,
    email          text        not null,
    name           text        not null,
    country        char(2),
    birth_date     date,
    newsletter     boolean     not null,
    loyalty_points integer     not null,
    password_hash  bytea       not null,
    created_at     timestamptz not null,
    last_login_at  timestamptz
);
comment on table public.users is 'Users of the sample shop. Made by etl insert-data.';
comment on column public.users.country is 'Where the user lives, ISO 3166-1 alpha-2; null when not told.';
comment on column public.users.birth_date is 'Null when not told.';
comment on column public.users.password_hash is 'Never leaves the database: no task reads it.';

create table public.products (
    id          integer        not null,
    sku         varchar(20)    not null,
    name        text           not null,
    description text,
    category    smallint       not null,
    price       numeric(10, 2) not null,
    margin      numeric(5, 4)  not null,
    weight_kg   real,
    rating      double precision,
    in_stock    boolean        not null,
    created_at  timestamptz    not null
);
comment on table public.products is 'Products of the sample shop. Made by etl insert-data.';
comment on column public.products.price is 'The price of one piece before tax, in US dollars.';
comment on column public.products.margin is 'The shop''s part of the price: 0.25 is a quarter.';
comment on column public.products.weight_kg is 'Null for what is not shipped.';
comment on column public.products.rating is 'The mean of all ratings, 1 to 5; null before the first one.';

create table public.currencies (
    id              bigint          not null,
    type            text            not null,
    type_id         bigint          not null,
    currency        char(3)         not null,
    conversion_rate numeric(16, 10) not null,
    created_at      timestamptz     not null
);
comment on table public.currencies is
    'What the currency of an order or product was worth when its price was agreed. Made by etl insert-data.';
comment on column public.currencies.type is 'The kind of thing the row belongs to: Order or Product.';
comment on column public.currencies.type_id is 'That thing''s id.';
comment on column public.currencies.conversion_rate is 'US dollars for one unit of the currency.';

create table public.taxes (
    country    char(2)       not null,
    name       text          not null,
    rate       numeric(6, 4) not null,
    valid_from date          not null
);
comment on table public.taxes is
    'The value added tax of each country that has one. Made by etl insert-data.';
comment on column public.taxes.country is 'ISO 3166-1 alpha-2.';
comment on column public.taxes.rate is 'A part of the price before tax: 0.19 is 19 %.';
