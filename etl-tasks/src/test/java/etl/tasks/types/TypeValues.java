package etl.tasks.types;

import java.util.List;
import java.util.stream.Stream;

/// Every type of docs/types.md with its values: least, greatest, one beyond, odd ones.
final class TypeValues {
    /// The types that the values need. Those of the schemas `gis` and `ai` stand in for PostGIS' and pgvector's.
    static final String SETUP = """
            create extension citext;
            create extension hstore;
            create extension ltree;
            create extension cube;
            create extension seg;
            create extension isn;
            create extension lo;
            create type mood as enum ('sad', 'very happy', '', 'it''s "so-so", {meh}', 'glad 🙂');
            create type color as enum ('red', 'GREEN');
            create type textrange as range (subtype = text, collation = "C");
            create type pair as (a int, b text);
            create type item as (sku text, price numeric(9,2), at timestamptz, tags text[], within int4range, mood mood, is_new bool, raw bytea,
              id uuid);
            create type tree as (name text, first pair, more pair[]);
            create domain positive as int check (value > 0);
            create domain very_positive as positive check (value > 100);
            create domain price as numeric(9,2);
            create domain label as varchar(10);
            create domain code as char(3);
            create domain moment as timestamptz;
            create domain feeling as mood;
            create domain document as jsonb;
            create domain intlist as int[];
            create domain pair_domain as pair;
            create domain span as int4range;
            create domain tags as hstore;
            create domain flag as bool;
            create type mixed as (list intlist, twin pair_domain, size positive, cost price, tags hstore, at time, during interval, host inet,
              doc xml);
            create type lone as (a int);
            create schema gis;
            create schema ai;
            """
            + Stream.of("gis.geometry", "gis.geography", "ai.vector")
                    .map(TypeValues::standIn)
                    .reduce("", String::concat);

    private TypeValues() {}

    /// A base type that takes and gives bytes.
    private static String standIn(String type) {
        return """
                create type %1$s;
                create function %1$s_in(cstring) returns %1$s language internal immutable strict as 'byteain';
                create function %1$s_out(%1$s) returns cstring language internal immutable strict as 'byteaout';
                create function %1$s_recv(internal) returns %1$s language internal immutable strict as 'bytearecv';
                create function %1$s_send(%1$s) returns bytea language internal immutable strict as 'byteasend';
                create type %1$s (input = %1$s_in, output = %1$s_out, receive = %1$s_recv, send = %1$s_send, storage = extended);
                """.formatted(type);
    }

    /// All types.
    static List<TypeGroup> groups() {
        return Stream.of(
                        NumberValues.groups(),
                        TextValues.groups(),
                        TimeValues.groups(),
                        ServerValues.groups(),
                        SpatialValues.groups(),
                        NestedValues.groups())
                .flatMap(List::stream)
                .toList();
    }
}
