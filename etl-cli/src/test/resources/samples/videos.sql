--
-- PostgreSQL database dump
--

-- A shop that lends films, as pg_dump would write it: data by COPY, objects with their schemas and owners.

\restrict 2vKq0Zb4sA

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: archive; Type: SCHEMA; Schema: -; Owner: videos
--

CREATE SCHEMA archive;

ALTER SCHEMA archive OWNER TO videos;

--
-- Name: rating; Type: TYPE; Schema: public; Owner: videos
--

CREATE TYPE public.rating AS ENUM (
    'all',
    'from 12',
    'from-16',
    'adults'
);

ALTER TYPE public.rating OWNER TO videos;

--
-- Name: released; Type: DOMAIN; Schema: public; Owner: videos
--

CREATE DOMAIN public.released AS integer
	CONSTRAINT released_check CHECK (((VALUE >= 1895) AND (VALUE <= 2155)));

ALTER DOMAIN public.released OWNER TO videos;

CREATE DOMAIN public."sayı ığüşöç" AS bigint;

CREATE DOMAIN public.language_code AS character(3) NOT NULL;

CREATE DOMAIN public.labels AS text[]
	CONSTRAINT few CHECK (coalesce(array_length(VALUE, 1), 0) <= 5);

--
-- Name: address; Type: TYPE; Schema: public; Owner: videos
--

CREATE TYPE public.address AS (
	street text,
	number smallint,
	city character varying(40),
	since date
);

ALTER TYPE public.address OWNER TO videos;

--
-- Name: joined(text, text); Type: FUNCTION; Schema: public; Owner: videos
--

CREATE FUNCTION public.joined(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
SELECT CASE WHEN $1 IS NULL THEN $2 ELSE $1 || '; ' || $2 END;
$_$;

ALTER FUNCTION public.joined(text, text) OWNER TO videos;

CREATE FUNCTION public.touched() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.changed := timestamp with time zone '2026-02-15 09:34:33.123456+00';
    RETURN NEW; -- it's done; really
END $$;

CREATE FUNCTION public.nights(lent timestamp with time zone, back timestamp with time zone) RETURNS integer
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT CASE
             WHEN (back IS NULL) THEN NULL::integer
             ELSE (((back AT TIME ZONE 'UTC'::text))::date - ((lent AT TIME ZONE 'UTC'::text))::date)
         END AS "case";
END;

--
-- Name: list(text); Type: AGGREGATE; Schema: public; Owner: videos
--

CREATE AGGREGATE public.list(text) (
    SFUNC = public.joined,
    STYPE = text
);

ALTER AGGREGATE public.list(text) OWNER TO videos;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: film; Type: TABLE; Schema: public; Owner: videos
--

CREATE TABLE public.film (
    film_id integer NOT NULL,
    title character varying(128) NOT NULL,
    description text,
    year public.released,
    language public.language_code DEFAULT 'eng'::bpchar,
    rate numeric(4,2) DEFAULT 4.99 NOT NULL,
    minutes smallint,
    rating public.rating DEFAULT 'all'::public.rating,
    labels public.labels,
    extras text[],
    words tsvector,
    changed timestamp with time zone NOT NULL
);

ALTER TABLE public.film OWNER TO videos;

COMMENT ON TABLE public.film IS 'What can be lent; it''s one row a title';

CREATE SEQUENCE public.film_film_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.film_film_id_seq OWNED BY public.film.film_id;

CREATE TABLE public.customer (
    customer_id public."sayı ığüşöç" NOT NULL,
    name text NOT NULL,
    home public.address,
    former public.address[],
    email character varying(50),
    active boolean DEFAULT true NOT NULL,
    joined date DEFAULT CURRENT_DATE NOT NULL,
    born date,
    preferences jsonb,
    picture bytea
);

ALTER TABLE public.customer OWNER TO videos;

CREATE TABLE public.loan (
    loan_id bigint NOT NULL,
    film_id integer NOT NULL,
    customer_id public."sayı ığüşöç" NOT NULL,
    lent timestamp with time zone NOT NULL,
    back timestamp with time zone,
    period tstzrange GENERATED ALWAYS AS (tstzrange(lent, back)) STORED,
    allowed interval DEFAULT '3 days'::interval NOT NULL
);

ALTER TABLE public.loan OWNER TO videos;

CREATE TABLE public.payment (
    payment_id integer NOT NULL,
    loan_id bigint,
    amount numeric(5,2) NOT NULL,
    paid timestamp without time zone NOT NULL
)
PARTITION BY RANGE (paid);

CREATE TABLE public.payment_2026_01 (
    payment_id integer NOT NULL,
    loan_id bigint,
    amount numeric(5,2) NOT NULL,
    paid timestamp without time zone NOT NULL
);

CREATE TABLE archive."Payment 2025" (
    paid timestamp without time zone NOT NULL,
    payment_id integer NOT NULL,
    loan_id bigint,
    amount numeric(5,2) NOT NULL
);

CREATE TABLE archive.film (
    film_id integer NOT NULL,
    reason text
);

ALTER TABLE ONLY public.payment ATTACH PARTITION public.payment_2026_01 FOR VALUES FROM ('2026-01-01 00:00:00') TO ('2026-02-01 00:00:00');

ALTER TABLE ONLY public.payment ATTACH PARTITION archive."Payment 2025" FOR VALUES FROM ('2025-01-01 00:00:00') TO ('2026-01-01 00:00:00');

ALTER TABLE ONLY public.film ALTER COLUMN film_id SET DEFAULT nextval('public.film_film_id_seq'::regclass);

CREATE VIEW public.customer_loans AS
 SELECT c.customer_id,
    c.name,
    (c.home).city AS city,
    count(l.loan_id) AS loans,
    avg(public.nights(l.lent, l.back)) AS nights,
    sum(p.amount) AS paid,
    public.list((f.title)::text ORDER BY (f.title)::text) AS titles
   FROM (((public.customer c
     LEFT JOIN public.loan l USING (customer_id))
     LEFT JOIN public.film f USING (film_id))
     LEFT JOIN public.payment p USING (loan_id))
  GROUP BY c.customer_id, c.name, (c.home).city;

ALTER VIEW public.customer_loans OWNER TO videos;

CREATE MATERIALIZED VIEW public.rate_by_rating AS
 SELECT rating,
    (sum(rate))::double precision AS total,
    max(rate) AS highest,
    array_agg(title ORDER BY film_id) AS titles
   FROM public.film
  GROUP BY rating
  WITH NO DATA;

--
-- Data for Name: film; Type: TABLE DATA; Schema: public; Owner: videos
--

COPY public.film (film_id, title, description, year, language, rate, minutes, rating, labels, extras, words, changed) FROM stdin;
1	THE LAST "LIGHTHOUSE"	A tale of a keeper, his dog;\nand the sea	1999	eng	4.99	116	all	{sea,"light house"}	{Trailers,"Deleted Scenes"}	'dog':6 'keeper':5 'lighthous':3 'sea':9	2026-02-15 09:34:33.123456+00
2	Üç Maymun 🙈🙉🙊	\N	2008	tur	0.99	\N	from 12	{}	\N	'maymun':2 'üç':1	2026-02-15 09:34:33+00
3	back\\slash	\ttab first	1895	eng	99.99	32767	from-16	{NULL,"",null,"a\\"b","{c}"}	{"a,b"}		1970-01-01 00:00:00+00
4	שלום	ימין לשמאל	2155	heb	0.00	-1	adults	\N	{"Behind the Scenes"}	'שלום':1	1969-12-31 23:59:59.999999+00
5	no rating	\\.	\N	   	4.50	90	\N	\N	{NULL}	\N	2026-02-15 09:34:33.5+00
\.


COPY public.customer (customer_id, name, home, former, email, active, joined, born, preferences, picture) FROM stdin;
1	Mary O'Neil	("12, \\"High\\" St",12,Dublin,2020-01-31)	{"(\\"Old Rd\\",3,\\"New York\\",)","(,,,)"}	mary@example.org	t	2026-02-14	1980-02-29	{"films": [1, 2], "newsletter": true}	\\x89504e470d0a1a0a
2	José 	(,,,)	{}	\N	f	2026-02-14	\N	{}	\\x
9223372036854775807	李小龍	\N	\N		t	2026-02-28	0001-01-01	null	\N
\.


COPY public.loan (loan_id, film_id, customer_id, lent, back, allowed) FROM stdin;
1	1	1	2026-01-24 22:53:30+00	2026-01-26 22:04:30.25+00	3 days
2	2	1	2026-01-24 22:54:33+00	\N	1 mon 2 days 03:04:05.6
3	1	2	2025-12-31 23:59:59.999999+00	2026-01-01 00:00:00+00	00:00:00
4	5	9223372036854775807	2026-03-08 02:30:00+00	2026-03-08 03:30:00+00	-1 days
\.


COPY public.payment_2026_01 (payment_id, loan_id, amount, paid) FROM stdin;
17	1	2.99	2026-01-24 21:21:56.996577
18	\N	0.99	2026-01-31 23:59:59.999999
\.


COPY archive."Payment 2025" (paid, payment_id, loan_id, amount) FROM stdin;
2025-12-31 23:59:59.999	3	3	999.99
2025-01-01 00:00:00	4	3	-0.01
\.


COPY archive.film (film_id, reason) FROM stdin;
\.


SELECT pg_catalog.setval('public.film_film_id_seq', 5, true);

ALTER TABLE ONLY public.film
    ADD CONSTRAINT film_pkey PRIMARY KEY (film_id);

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_pkey PRIMARY KEY (loan_id);

CREATE INDEX film_words ON public.film USING gin (words);

CREATE TRIGGER film_touched BEFORE UPDATE ON public.film FOR EACH ROW EXECUTE FUNCTION public.touched();

ALTER TABLE ONLY public.loan
    ADD CONSTRAINT loan_film_fkey FOREIGN KEY (film_id) REFERENCES public.film(film_id) ON UPDATE CASCADE ON DELETE RESTRICT;

REFRESH MATERIALIZED VIEW public.rate_by_rating;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON TABLE public.film TO videos;
ALTER DEFAULT PRIVILEGES FOR ROLE videos IN SCHEMA public GRANT SELECT ON TABLES TO clerk;

\unrestrict 2vKq0Zb4sA

--
-- PostgreSQL database dump complete
--

