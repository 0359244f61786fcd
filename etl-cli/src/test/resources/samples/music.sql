/*******************************************************************************
   A shop that sells music, as a script that makes the database and fills it by
   INSERT; names in upper and lower case.
********************************************************************************/

DROP DATABASE IF EXISTS "Music";
CREATE DATABASE "Music" WITH ENCODING 'UTF8';
\c Music;

SET datestyle = 'ISO, MDY';
BEGIN;

CREATE TABLE "Artist"
(
    "ArtistId" INT NOT NULL,
    "Name" VARCHAR(120),
    CONSTRAINT "PK_Artist" PRIMARY KEY ("ArtistId")
);

CREATE TABLE "Album"
(
    "AlbumId" INT NOT NULL PRIMARY KEY,
    "Title" VARCHAR(160) NOT NULL,
    "ArtistId" INT NOT NULL REFERENCES "Artist"
);

CREATE TABLE "MediaType" ("MediaTypeId" SERIAL PRIMARY KEY, "Name" VARCHAR(120));

CREATE TABLE "Track"
(
    "TrackId" INT NOT NULL,
    "Name" VARCHAR(200) NOT NULL,
    "AlbumId" INT,
    "MediaTypeId" INT NOT NULL,
    "Composer" VARCHAR(220),
    "Milliseconds" INT NOT NULL,
    "Bytes" INT,
    "UnitPrice" NUMERIC(10,2) NOT NULL,
    "Loudness" REAL,
    CONSTRAINT "PK_Track" PRIMARY KEY ("TrackId")
);

CREATE TABLE "PlaylistTrack" ("PlaylistId" INT NOT NULL, "TrackId" INT NOT NULL, PRIMARY KEY ("PlaylistId", "TrackId"));

CREATE TABLE "Employee"
(
    "EmployeeId" INT NOT NULL PRIMARY KEY,
    "LastName" VARCHAR(20) NOT NULL,
    "ReportsTo" INT REFERENCES "Employee" DEFERRABLE INITIALLY DEFERRED,
    "BirthDate" TIMESTAMP,
    "HireDate" TIMESTAMP(0) WITH TIME ZONE,
    "Fax" CHAR(24)
);

CREATE TABLE "Invoice"
(
    "InvoiceId" INT NOT NULL PRIMARY KEY,
    "InvoiceDate" TIMESTAMP NOT NULL,
    "BillingPostalCode" VARCHAR(10),
    "Total" NUMERIC(10,2) NOT NULL,
    "Exact" NUMERIC
);

ALTER TABLE "Album" ADD CONSTRAINT "FK_AlbumArtistId" FOREIGN KEY ("ArtistId") REFERENCES "Artist" ("ArtistId") ON DELETE NO ACTION;
CREATE INDEX "IFK_AlbumArtistId" ON "Album" ("ArtistId");

INSERT INTO "Artist" ("ArtistId", "Name") VALUES
    (1, N'Iron & Wine;'),
    (2, N'Sigur Rós'),
    (3, N'Guns N'' Roses'),
    (4, NULL),
    (5, E'Godspeed You\\ \'Black\' Emperor\u0021'),
    (6, U&'Mot\00f6rhead');
INSERT INTO "Album" ("AlbumId", "Title", "ArtistId") VALUES (1, $$It's "$5" -- well$$, 1), (2, N'( )', 2), (3, N'', 3);
INSERT INTO "MediaType" ("Name") VALUES ('MPEG audio file'), ('Protected "AAC"'), (NULL);
INSERT INTO "Track" SELECT n, 'Track ' || n, n % 3 + 1, n % 2 + 1, NULLIF('Composer ' || n % 7, 'Composer 3'), n * 1000 + n % 977,
    NULLIF(n * 54321, 54321 * 13), (n % 300) / 100.0, (n % 11) / 7.0 FROM generate_series(1, 2500) AS n;
INSERT INTO "PlaylistTrack" SELECT n % 18, n FROM generate_series(1, 2000) AS n;
INSERT INTO "Employee" VALUES
    (2, N'Edwards', 1, '1958/12/8', '2002-05-01 00:00:00+02', N'+1 (403) 262-3322'),
    (1, N'Adams', NULL, '1962/2/18', '2002-08-14 00:00:00+02', NULL);
INSERT INTO "Invoice" SELECT n, timestamp '2021-01-01' + n * interval '1 day 01:02:03.456789', '0' || n, n * 0.99, n / 7.0 FROM generate_series(1, 400) AS n;

CREATE OR REPLACE RULE "NoDelete" AS ON DELETE TO "Invoice" DO INSTEAD (SELECT 1; SELECT 2);

CREATE VIEW "Sales by Year" AS SELECT date_part('year', "InvoiceDate") AS "Year", count(*) AS "Invoices", sum("Total") AS "Total",
    avg("Total")::numeric(12,4) AS "Average", array_agg(DISTINCT extract(month FROM "InvoiceDate")::int) AS "Months"
    FROM "Invoice" GROUP BY 1;

COMMIT;
\echo 'The music is here'
