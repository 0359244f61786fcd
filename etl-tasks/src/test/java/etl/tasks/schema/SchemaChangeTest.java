package etl.tasks.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.schema.SchemaChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaChangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | bigint | true",
                "tinyint | smallint | true",
                "tinyint | bigint | true",
                "smallint | int | true",
                "bigint | int | false",
                "int | double | false",
                "float | double | true",
                "double | float | false",
                "int | string | false",
                "string | int | false",
                "date | timestamp | false",
                "timestamp | string | false",
                "boolean | int | false",
                "binary | string | false",
                "decimal(9,2) | decimal(12,2) | true",
                "decimal(9,2) | decimal(12,4) | true",
                "decimal(9,2) | decimal(9,4) | false",
                "decimal(12,2) | decimal(9,2) | false",
                "decimal(9,2) | double | false",
                "array<int> | array<bigint> | true",
                "array<int> | array<string> | false",
                "array<int> | int | false",
                "map<string,int> | map<string,bigint> | true",
                "map<string,int> | map<int,int> | false",
                "struct<a:int> | struct<a:int,b:string> | true",
                "struct<a:int,b:string> | struct<b:string> | true",
                "struct<a:int,b:string> | struct<b:string,a:bigint> | true",
                "struct<a:int> | struct<a:string> | false",
                "array<struct<a:decimal(9,2),b:map<string,int>>> | array<struct<a:decimal(12,2),b:map<string,int>>> | true",
                "array<struct<a:decimal(9,2),b:map<string,int>>> | array<struct<a:decimal(8,2),b:map<string,int>>> | false",
            })
    void a_type_may_only_grow(String was, String is, boolean survives) {
        List<SchemaChange> changes = SchemaChange.between(columns("a " + was), columns("a " + is));

        assertEquals(1, changes.size());
        assertEquals(survives, changes.get(0).survives(), changes::toString);
        assertEquals(survives ? Kind.WIDENED : Kind.RETYPED, changes.get(0).kind());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | int | int",
                "int | bigint | bigint",
                "float | double | double",
                "int | double |",
                "string | int |",
                "decimal(9,2) | decimal(12,2) | decimal(12,2)",
                "decimal(9,2) | decimal(9,4) | decimal(11,4)",
                "decimal(38,0) | decimal(38,2) |",
                "decimal(36,0) | decimal(4,2) | decimal(38,2)",
                "decimal(9,2) | int |",
                "array<int> | array<bigint> | array<bigint>",
                "array<int> | array<string> |",
                "map<string,int> | map<string,bigint> | map<string,bigint>",
                "map<int,int> | map<string,int> |",
                "struct<a:int> | struct<b:string> | struct<a:int,b:string>",
                "struct<a:int,b:float> | struct<b:double,a:bigint,c:date> | struct<a:bigint,b:double,c:date>",
                "struct<a:int> | struct<a:string> |",
                "array<struct<a:array<decimal(9,2)>>> | array<struct<a:array<decimal(9,4)>,b:int>> | array<struct<a:array<decimal(11,4)>,b:int>>",
            })
    void the_widest_of_two_types_reads_both(String one, String other, @Nullable String widest) {
        assertEquals(Optional.ofNullable(widest), SchemaChange.widest(one, other));
        assertEquals(widest == null, SchemaChange.widest(other, one).isEmpty());
        if (widest != null) {
            for (String type : List.of(one, other)) {
                assertTrue(SchemaChange.between(columns("a " + type), columns("a " + widest)).stream()
                        .allMatch(SchemaChange::survives));
            }
        }
    }

    @Test
    void equal_columns_are_no_change() {
        assertEquals(List.of(), SchemaChange.between(columns("a int", "b string"), columns("a int", "b string")));
    }

    @Test
    void columns_come_and_go_and_a_likely_new_name_is_told() {
        List<SchemaChange> changes = SchemaChange.between(
                columns("id int", "name string"), columns("id int", "full_name string", "age int"));

        assertEquals(
                List.of(Kind.ADDED, Kind.ADDED, Kind.REMOVED),
                changes.stream().map(SchemaChange::kind).toList());
        assertTrue(changes.stream().allMatch(SchemaChange::survives));
        assertTrue(
                changes.get(0).advice().contains("if it is name renamed, Athena takes the two for two columns"),
                changes::toString);
        assertEquals("older rows have nulls there", changes.get(1).advice());
        assertEquals("name: gone, was string", changes.get(2).text());
    }

    @Test
    void another_order_is_one_change_that_survives() {
        List<SchemaChange> changes =
                SchemaChange.between(columns("a int", "b int", "c int"), columns("c int", "a int", "b int", "d int"));

        assertEquals(
                List.of(Kind.ADDED, Kind.REORDERED),
                changes.stream().map(SchemaChange::kind).toList());
        assertTrue(changes.stream().allMatch(SchemaChange::survives));
    }

    private static List<GlueColumn> columns(String... texts) {
        List<GlueColumn> columns = new ArrayList<>();
        for (String text : texts) {
            columns.add(new GlueColumn(text.substring(0, text.indexOf(' ')), text.substring(text.indexOf(' ') + 1)));
        }
        return columns;
    }
}
