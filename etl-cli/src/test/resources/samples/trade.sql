-- A wholesale trader: several schemas, keys of several columns, pictures, old-fashioned types, extensions.
\set ON_ERROR_STOP on

CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE SCHEMA people;
CREATE SCHEMA sales;
CREATE SCHEMA "Empty Schema";

CREATE DOMAIN people."Flag" AS boolean NOT NULL;
CREATE DOMAIN sales."Account" varchar(15);
CREATE TYPE sales.money_of AS (amount numeric(12,2), currency bpchar(3));
CREATE TYPE sales.line AS (product int, price sales.money_of, discounts numeric(4,3)[]);

CREATE TABLE people.employee (
    id smallint PRIMARY KEY,
    name citext NOT NULL,
    title char(12),
    salaried people."Flag" DEFAULT true,
    born date CHECK (born >= '1930-01-01'),
    shift_start time,
    shift_end time(0) with time zone,
    photo bytea,
    photo_path varchar(255),
    notes xml,
    manager smallint REFERENCES people.employee,
    row_id uuid NOT NULL,
    unit ltree
);

INSERT INTO people.employee VALUES
    (1, 'Davolio', 'Sales', true, '1948-12-08', '08:00', '17:00+01', '\x1500000000', 'http://example.org/davolio.bmp', '<notes>Education &amp; more</notes>', NULL,
     'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'top.sales'),
    (2, 'fuller', NULL, false, '1952-02-19', '24:00', '23:59:59-12:30', NULL, NULL, NULL, 1, 'ffffffff-ffff-ffff-ffff-ffffffffffff', ''),
    (-3, 'Leverling', '', true, NULL, '00:00:00.000001', NULL, '', '', '', 1, '00000000-0000-0000-0000-000000000000', NULL);

CREATE TABLE sales.orders (
    order_id int NOT NULL,
    line smallint NOT NULL,
    account sales."Account",
    item sales.line,
    items sales.line[],
    unit_price real NOT NULL,
    quantity smallint NOT NULL,
    freight double precision,
    ordered date,
    shipped timestamp(3),
    attributes hstore,
    details json,
    valid daterange,
    slots int4multirange,
    ship_from point,
    client inet,
    network cidr,
    adapter macaddr,
    flags bit(4),
    more_flags bit varying(8),
    "order" text,
    "Größe (cm)" numeric(6,1),
    PRIMARY KEY (order_id, line)
);

INSERT INTO sales.orders
SELECT n / 3, n % 3, nullif('10-4020-' || n, '10-4020-7'),
    CASE WHEN n % 4 > 0 THEN ROW(n, ROW(n * 1.25, 'EUR'), CASE WHEN n % 5 > 0 THEN ARRAY[0.125, NULL, n % 9] END)::sales.line END,
    CASE WHEN n % 6 > 0 THEN ARRAY[ROW(n, NULL, '{}'), NULL, ROW(NULL, ROW(-0.01, NULL), NULL)]::sales.line[] END,
    n / 3.0, n % 100, n / 7.0, date '1996-07-04' + n, timestamp '1996-07-04 23:59:59.999' + n * interval '1 hour',
    hstore(ARRAY['color', 'k' || n % 3, ''], ARRAY[CASE n % 3 WHEN 0 THEN NULL ELSE 'red "dark"' END, '\', 'NULL']),
    json_build_object('n', n, 'text', E'line\nbreak'), daterange(date '1996-01-01', date '1996-01-01' + n % 50),
    int4multirange(int4range(n, n + 2), int4range(n + 5, NULL)), point(n / 3.0, -n), ('10.0.' || n % 250 || '.1/24')::inet,
    ('10.' || n % 250 || '.0.0/16')::cidr, '08:00:2b:01:02:03', (n % 16)::bit(4), CASE n % 2 WHEN 0 THEN B'' ELSE B'101' END,
    CASE n % 5 WHEN 0 THEN repeat('long; ', 500) ELSE 'short' END, n / 10.0
FROM generate_series(1, 900) AS n;

CREATE TABLE sales.price (product int PRIMARY KEY, price money, history money[], rounded numeric(5,-2), tiny numeric(3,5), seen pg_lsn, xid xid8);
INSERT INTO sales.price VALUES
    (1, 12.34, '{1.00,NULL,-1.5}', 12345, 0.00123, '16/B374D848', '9223372036854775807'),
    (2, -92233720368547758.08, '{}', -99, -0.00999, '0/0', '3'), (3, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE sales.lots (a int, b text) PARTITION BY LIST (a);
CREATE TABLE sales.lots_1 PARTITION OF sales.lots FOR VALUES IN (1) PARTITION BY HASH (b);
CREATE TABLE sales.lots_1_0 PARTITION OF sales.lots_1 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE sales.lots_1_1 PARTITION OF sales.lots_1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE sales.lots_rest PARTITION OF sales.lots DEFAULT;
INSERT INTO sales.lots SELECT n % 3, 'lot ' || n FROM generate_series(1, 100) AS n;

CREATE VIEW sales.totals AS
    SELECT order_id, sum(unit_price * quantity) AS total, sum((item).price.amount) AS amount, max(shipped) - min(shipped) AS took,
        bool_or(quantity > 50) AS large, min(ordered) AS first, NULL AS nothing, 'x' AS mark
    FROM sales.orders GROUP BY order_id;

CREATE VIEW people.tree AS
    WITH RECURSIVE below AS (
        SELECT id, name, ARRAY[id] AS path FROM people.employee WHERE manager IS NULL
        UNION ALL SELECT e.id, e.name, path || e.id FROM people.employee e JOIN below b ON e.manager = b.id)
    SELECT * FROM below;

CREATE MATERIALIZED VIEW sales.by_day AS SELECT ordered, count(*) AS orders, hstore(max(account), 'x') AS sample FROM sales.orders GROUP BY 1;
