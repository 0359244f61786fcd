package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values that DuckDB wrote, read back by both readers, beside the text of a real server.
class NestedFormTest {
    /// The same value in DuckDB's SQL and in Postgres'.
    record Value(String duckDb, String postgres) {}

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "NULL",
            "null",
            "nUlL",
            "NULLs",
            " ",
            "a b",
            " a",
            "a ",
            "\t",
            "\n",
            "a\nb",
            "\u000b",
            "\f",
            "\r",
            "{",
            "}",
            "{}",
            ",",
            "a,b",
            ";",
            "(",
            ")",
            "()",
            "\"",
            "a\"b",
            "\\",
            "a\\b",
            "\\\"",
            "'",
            "=>",
            "\"k\"=>\"v\"",
            ":",
            "%",
            "1",
            "t",
            "é",
            "\u00a0",
            "\u0085",
            "\u2003",
            "\u3000",
            "🙂",
            "שלום",
            "e\u0301",
            "\u200d",
            "\uffff",
            "ı",
            "\u0001",
            "\u007f");

    @TempDir
    Path directory;

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static List<Value> values() {
        var values = new ArrayList<Value>();
        for (var text : TEXTS) {
            var literal = literal(text);
            values.add(new Value("[" + literal + "]", "array[" + literal + "]"));
            values.add(new Value("{a: " + literal + "}", "row(" + literal + "::text)"));
            values.add(new Value("map {" + literal + ": " + literal + "}", "hstore(" + literal + ", " + literal + ")"));
            values.add(new Value("[{a: " + literal + ", b: 1}]", "array[row(" + literal + "::text, 1)]"));
            values.add(new Value("{a: [" + literal + "]}", "row(array[" + literal + "])"));
            values.add(new Value("{a: {a: " + literal + "}}", "row(row(" + literal + "::text))"));
        }
        var all = TEXTS.stream().map(NestedFormTest::literal).collect(Collectors.joining(", "));
        values.add(new Value("[" + all + ", null]", "array[" + all + ", null]"));
        values.addAll(lists());
        values.addAll(structs());
        values.addAll(maps());
        values.addAll(scalars());
        return values;
    }

    private static List<Value> lists() {
        return List.of(
                new Value("[]::int[]", "'{}'::int[]"),
                new Value("null::int[]", "null::int[]"),
                new Value("[null]::int[]", "array[null]::int[]"),
                new Value("[null, null]::text[]", "array[null, null]::text[]"),
                new Value("[1, null, -3]", "array[1, null, -3]"),
                new Value("[true, null, false]", "array[true, null, false]"),
                new Value("[1.50, -0.10, null]::decimal(9,2)[]", "array[1.50, -0.10, null]::numeric(9,2)[]"),
                new Value("[9223372036854775807]::bigint[]", "array[9223372036854775807]"),
                new Value("[-32768]::smallint[]", "array[-32768]::smallint[]"),
                new Value(
                        "['NaN', 'Infinity', '-Infinity', '-0', '0.1', '1e20']::double[]",
                        "array['NaN', 'Infinity', '-Infinity', '-0', '0.1', '1e20']::float8[]"),
                new Value(
                        "['NaN', '1e-7', '123456', '1234567']::float[]",
                        "array['NaN', '1e-7', '123456', '1234567']::float4[]"),
                new Value("['\\x00\\xFF'::blob, ''::blob, null]", "array['\\x00ff', '', null]::bytea[]"),
                new Value("[date '2026-11-22', date '0001-01-01']", "array[date '2026-11-22', date '0001-01-01']"),
                new Value("[date '0044-03-15 (BC)']", "array[date '0044-03-15 BC']"),
                new Value(
                        "[timestamp '2026-03-08 02:30:00', timestamp '1969-12-31 23:59:59.999999', null]",
                        "array[timestamp '2026-03-08 02:30:00', timestamp '1969-12-31 23:59:59.999999', null]"),
                new Value(
                        "[timestamptz '2026-03-08 02:30:00.120+00', timestamptz '9999-12-31 23:59:59.999999+00']",
                        "array[timestamptz '2026-03-08 02:30:00.120+00', timestamptz '9999-12-31 23:59:59.999999+00']"),
                new Value("[time '23:59:59.500', time '24:00']", "array[time '23:59:59.500', time '24:00']"),
                new Value(
                        "['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid]",
                        "array['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid]"),
                // Lists in a list: a domain over an array is the only thing that gives them.
                new Value("[[1, 2], [3], [], null]", "array['{1,2}', '{3}', '{}', null]::ints[]"),
                new Value("{a: [[1, 2], [null]]}", "row(array['{1,2}', '{null}']::ints[])"));
    }

    private static List<Value> structs() {
        return List.of(
                new Value("{a: null::int}", "row(null::int)"),
                new Value("{a: null::int, b: null::text}", "row(null::int, null::text)"),
                new Value("null::struct(a int)", "null::pair"),
                new Value("{a: 1, b: true, c: null::text, d: ''}", "row(1, true, null::text, ''::text)"),
                new Value("{a: {b: 'x y', c: null::int}, d: false}", "row(row('x y'::text, null::int), false)"),
                new Value("{a: {b: {c: '\"'}}}", "row(row(row('\"'::text)))"),
                new Value("{a: [1, null], b: [true], c: [' ']}", "row(array[1, null], array[true], array[' '])"),
                new Value("[{a: 1, b: [{c: 'x y'}]}, null]", "array[row(1, array[row('x y'::text)]), null]"),
                new Value("[{a: null::int, b: null::text}]", "array[row(null::int, null::text)]"),
                new Value("{a: '\\x5C'::blob, b: 1.0::decimal(3,2)}", "row('\\x5c'::bytea, 1.00::numeric(3,2))"),
                new Value(
                        "{a: timestamp '2026-03-08 02:30:00', b: timestamptz '2026-03-08 02:30:00+00', c: time '12:00:00.1', \"TIME\": 'TIME'}",
                        "row(timestamp '2026-03-08 02:30:00', timestamptz '2026-03-08 02:30:00+00', time '12:00:00.1', 'TIME'::text)"),
                new Value(
                        "{\"a \"\" TIME\": time '24:00', timestamp: date '2026-01-01'}",
                        "row(time '24:00', date '2026-01-01')"));
    }

    private static List<Value> maps() {
        return List.of(
                new Value("map {}::map(varchar, varchar)", "''::hstore"),
                new Value("null::map(varchar, varchar)", "null::hstore"),
                new Value(
                        "map {'bb': 'x', 'a': null, 'é': 'y', 'B': '', 'ccc': 'NULL', '': 'z'}",
                        "'bb=>x, a=>NULL, é=>y, B=>\"\", ccc=>\"NULL\", \"\"=>z'::hstore"),
                new Value("[map {'a': 'x'}, null, map {}::map(varchar, varchar)]", "array['a=>x', null, '']::hstore[]"),
                new Value("{a: map {'a': null::varchar}}", "row('a=>NULL'::hstore)"));
    }

    private static List<Value> scalars() {
        return List.of(
                new Value("true", "true"),
                new Value("time '00:00:00'", "time '00:00'"),
                new Value("time '23:59:59.999999'", "time '23:59:59.999999'"),
                new Value("time '12:30:00.120'", "time '12:30:00.120'"),
                new Value("time '24:00'", "time '24:00'"),
                new Value(
                        "'00000000-0000-0000-0000-000000000000'::uuid", "'00000000-0000-0000-0000-000000000000'::uuid"),
                new Value(
                        "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid"),
                new Value("timestamp '2026-03-08 02:30:00'", "timestamp '2026-03-08 02:30:00'"),
                new Value("timestamptz '2026-11-01 01:30:00+00'", "timestamptz '2026-11-01 01:30:00+00'"),
                new Value("'\\x00'::blob", "'\\x00'::bytea"));
    }

    private static String select(List<String> expressions) {
        return "select "
                + IntStream.range(0, expressions.size())
                        .mapToObj(i -> expressions.get(i) + " as c" + i)
                        .collect(Collectors.joining(", "));
    }

    @Test
    void nested_values_are_as_postgres_prints_them() {
        var zone = TimeZone.getDefault();
        try (var db = TestPostgres.database()) {
            db.execute("create extension hstore; create domain ints as int[]; create type pair as (a int, b text)");
            // In spring its clocks jump over 02:30.
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            var values = values();
            var file = directory.resolve("values.parquet");
            DuckDb.write(select(values.stream().map(Value::duckDb).toList()), file);
            var expected = db.rows(select(values.stream().map(Value::postgres).toList()))
                    .getFirst();
            var byDuckDb = DuckDb.file(file).getFirst();
            var byParquetJava = ParquetJava.rows(file).getFirst();
            for (var i = 0; i < values.size(); i++) {
                assertEquals(expected.get(i), byDuckDb.get(i), "DuckDB: " + values.get(i));
                assertEquals(expected.get(i), byParquetJava.get(i), "parquet-java: " + values.get(i));
            }
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void crawler_names_nested_types_whole() throws IOException {
        var file = directory.resolve("types.parquet");
        DuckDb.write("select [1] a, [{x: 'y', z: [1.5::decimal(4,1)]}] b, map {'k': 'v'} c", file);
        assertEquals(
                List.of("a array<int>", "b array<struct<x:string,z:array<decimal(4,1)>>>", "c map<string,string>"),
                ParquetJava.glueColumns(Files.readAllBytes(file)));
    }
}
