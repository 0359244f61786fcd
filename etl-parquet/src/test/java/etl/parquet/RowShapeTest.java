package etl.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.ColumnType;
import etl.parquet.column.NumericColumn;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.column.TimestampColumn;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.schemas.Decimal;
import etl.schemas.Json;
import etl.schemas.Name;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowShapeTest {
    enum Mood {
        HAPPY,
        SAD
    }

    record Everything(
            boolean aBool,
            short anInt2,
            @Nullable Integer anInt4,
            long anInt8,
            float aFloat4,
            double aFloat8,
            @Decimal(precision = 12, scale = 2) BigDecimal aNumeric,
            @Nullable String aText,
            Mood anEnum,
            byte @Nullable [] aBytea,
            LocalDate aDate,
            LocalDateTime aTimestamp,
            Instant aTimestamptz,
            UUID aUuid,
            @Json @Nullable String aJson) {}

    @Test
    void records_components_are_columns() {
        RowShape shape = RowShape.ofRecord(Everything.class, TypeOptions.DEFAULT);
        assertEquals(
                List.of(
                        "a_bool boolean",
                        "an_int2 smallint",
                        "an_int4 int, nullable",
                        "an_int8 bigint",
                        "a_float4 float",
                        "a_float8 double",
                        "a_numeric decimal(12,2)",
                        "a_text string, nullable",
                        "an_enum string",
                        "a_bytea binary, nullable",
                        "a_date date",
                        "a_timestamp timestamp",
                        "a_timestamptz timestamp",
                        "a_uuid string",
                        "a_json string, nullable"),
                shape.columns().stream()
                        .map(column -> column.name() + " " + column.type().glueType()
                                + (column.nullable() ? ", nullable" : ""))
                        .toList());
    }

    record Names(
            int createdAt,
            int userID,
            int amountUSDNet,
            int l_orderkey,
            int x2,
            @Name("Order Date") int orderDate) {}

    @Test
    void names_are_in_snake_case_or_as_the_annotation_says() {
        RowShape shape = RowShape.ofRecord(Names.class, TypeOptions.DEFAULT);
        assertEquals(
                List.of("created_at", "user_id", "amount_usd_net", "l_orderkey", "x2", "order_date"),
                shape.columns().stream().map(Column::name).toList());
        assertEquals("Order Date", shape.columns().getLast().sourceName());
    }

    record Wrong(
            OffsetDateTime at,
            BigDecimal amount,
            int fine,
            Optional<String> maybe,
            List<Object> tags,
            @Decimal(precision = 39, scale = 2) BigDecimal huge,
            @Decimal(precision = 3, scale = 2) double rate,
            @Json byte[] document,
            Map<String, String> map,
            char initial,
            @Name("FINE") int again,
            Object anything) {}

    @Test
    void every_component_that_is_no_column_is_told_what_to_write_instead() {
        ShapeException e =
                assertThrows(ShapeException.class, () -> RowShape.ofRecord(Wrong.class, TypeOptions.DEFAULT));
        List<String> expected = List.of(
                "Wrong.at: a component can't be of type OffsetDateTime. Write Instant",
                "Wrong.amount: a BigDecimal needs its digits. Write @Decimal(precision = 12, scale = 2)",
                "Wrong.maybe: a component can't be of type Optional<String>. Write the value's own type, marked @Nullable",
                "Wrong.tags: a component can't be of type Object. Columns are boolean, short",
                "Wrong.huge: decimal(39,2) can't be",
                "Wrong.rate: @Decimal marks a double. Write @Decimal(…) BigDecimal",
                "Wrong.document: @Json marks a byte[]. Write @Json String",
                "Wrong.map: a component can't be of type Map<String, String>. Write Map<String, @Nullable String>",
                "Wrong.initial: a component can't be of type char. Write String",
                "Wrong.again: its name at the destination is fine, which is that of 'fine' too",
                "Wrong.anything: a component can't be of type Object. Columns are boolean, short");
        assertEquals(expected.size(), e.problems().size(), e.getMessage());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(
                    e.problems().get(i).startsWith(expected.get(i)),
                    e.problems().get(i));
        }
    }

    record Nothing() {}

    @Test
    void record_without_components_is_no_row() {
        assertThrows(ShapeException.class, () -> RowShape.ofRecord(Nothing.class, TypeOptions.DEFAULT));
    }

    @Test
    void relations_columns_keep_their_names_and_nullability() {
        RowShape shape = RowShape.ofSource(
                List.of(source("ID", "int8", -1, false), source("Straße 1", "varchar", 44 + 4, true)),
                TypeOptions.DEFAULT.withTimestamps(TimestampUnit.MICROS));
        assertEquals(
                List.of("id", "stra_e_1"),
                shape.columns().stream().map(Column::name).toList());
        assertEquals("Straße 1", shape.columns().getLast().sourceName());
        assertEquals("varchar(44)", shape.columns().getLast().type().postgresName());
        assertFalse(shape.columns().getFirst().nullable());
        assertTrue(shape.columns().getLast().nullable());
    }

    @Test
    void every_type_of_the_issue_has_a_column() {
        List<String> names = List.of(
                "bool",
                "int2",
                "int4",
                "int8",
                "float4",
                "float8",
                "text",
                "varchar",
                "bpchar",
                "name",
                "citext",
                "char",
                "bytea",
                "date",
                "timestamp",
                "timestamptz",
                "uuid",
                "json",
                "jsonb");
        RowShape shape = RowShape.ofSource(
                names.stream().map(name -> source(name, name, -1, true)).toList(), TypeOptions.DEFAULT);
        for (int i = 0; i < names.size(); i++) {
            ColumnType type = shape.columns().get(i).type();
            assertEquals(names.get(i), type.postgresName().replace("\"", ""));
            // Each type has the methods that handles are made of.
            assertEquals(type.javaType(), type.wireReader().type().returnType());
            assertEquals(type.javaType(), type.writer().type().parameterType(0));
        }
    }

    @Test
    void numerics_digits_are_those_of_the_modifier() {
        assertEquals(new NumericColumn(12, 2, OnSpecial.FAIL), numeric((12 << 16 | 2) + 4));
        assertEquals(new NumericColumn(38, 38, OnSpecial.FAIL), numeric((38 << 16 | 38) + 4));
        assertEquals(new NumericColumn(7, 0, OnSpecial.FAIL), numeric((5 << 16 | -2 & 0x7FF) + 4));
        assertEquals(new NumericColumn(5, 5, OnSpecial.FAIL), numeric((2 << 16 | 5) + 4));
    }

    private static ColumnType numeric(int modifier) {
        return RowShape.ofSource(List.of(source("n", "numeric", modifier, true)), TypeOptions.DEFAULT)
                .columns()
                .getFirst()
                .type();
    }

    @Test
    void every_column_that_cannot_be_copied_is_named_with_what_to_do() {
        ShapeException e = assertThrows(
                ShapeException.class,
                () -> RowShape.ofSource(
                        List.of(
                                source("total", "numeric", -1, true),
                                source("fine", "int4", -1, true),
                                source("huge", "numeric", (39 << 16 | 2) + 4, true),
                                new SourceColumn("parts", PostgresType.arrayOf(PostgresType.of("numeric")), true),
                                new SourceColumn(
                                        "address",
                                        PostgresType.composite(
                                                "public",
                                                "address",
                                                List.of(
                                                        new PostgresType.Attribute("Street", PostgresType.of("text")),
                                                        new PostgresType.Attribute("street", PostgresType.of("text")))),
                                        true),
                                source("Fine", "text", -1, true)),
                        TypeOptions.DEFAULT));
        List<String> expected = List.of(
                "total: numeric has no precision here",
                "huge: numeric(39,2) has more than the 38 digits",
                "parts: numeric has no precision here",
                "address: street: its name at the destination is street, which is that of 'Street' too",
                "Fine: its name at the destination is fine, which is that of 'fine' too");
        assertEquals(expected.size(), e.problems().size(), e.getMessage());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(
                    e.problems().get(i).startsWith(expected.get(i)),
                    e.problems().get(i));
        }
    }

    record Sums(@Decimal(precision = 20, scale = 4) BigDecimal total) {}

    @Test
    void numeric_without_precision_has_the_digits_of_the_record() {
        RowShape record = RowShape.ofRecord(Sums.class, TypeOptions.DEFAULT);
        RowShape source =
                RowShape.ofSource(List.of(source("total", "numeric", -1, false)), TypeOptions.DEFAULT, record);
        assertEquals(
                new NumericColumn(20, 4, OnSpecial.FAIL),
                source.columns().getFirst().type());
        assertEquals(List.of(), record.mismatches(source));
    }

    record Order(
            long id,
            @Decimal(precision = 9, scale = 2) BigDecimal amount,
            String status,
            Mood mood,
            int gone,
            LocalDateTime createdAt) {}

    @Test
    void every_difference_between_record_and_database_is_one_line() {
        RowShape record = RowShape.ofRecord(Order.class, TypeOptions.DEFAULT);
        RowShape source = RowShape.ofSource(
                List.of(
                        source("created_at", "timestamptz", -1, false),
                        source("id", "int4", -1, false),
                        source("amount", "numeric", (12 << 16 | 4) + 4, false),
                        source("status", "text", -1, true),
                        source("mood", "int4", -1, false),
                        source("extra", "uuid", -1, false)),
                TypeOptions.DEFAULT);
        assertEquals(
                List.of(
                        "id: the record says long (int8), the database says int (int4): declare the component as int, or cast it"
                                + " in a query: id::int8",
                        "amount: the record says BigDecimal (numeric(9,2)), the database says BigDecimal (numeric(12,4)): declare"
                                + " @Decimal(precision = 12, scale = 4) BigDecimal, or cast it in a query: amount::numeric(9,2)",
                        "status: the record says String (text), the database says String (text, nullable): declare the component"
                                + " @Nullable, or replace nulls in a query: coalesce(status, …)",
                        "mood: the record says Mood (enum), the database says int (int4): declare the component as int, or cast it"
                                + " in a query: mood::text",
                        "gone: the record says int (int4), the database has no such column: correct the name, or remove the"
                                + " component",
                        "created_at: the record says LocalDateTime (timestamp), the database says Instant (timestamptz): declare"
                                + " the component as Instant, or cast it in a query: created_at::timestamp",
                        "extra: the record has no such component, the database says UUID (uuid): add a component, or leave the"
                                + " column out of the query"),
                record.mismatches(source));
    }

    record Texts(
            String a,
            String b,
            String c,
            String d,
            String e,
            Mood f,
            @Decimal(precision = 12, scale = 4) BigDecimal g) {}

    @Test
    void texts_of_every_kind_fit_a_string_and_narrower_decimals_a_wider_one() {
        RowShape source = RowShape.ofSource(
                List.of(
                        source("a", "jsonb", -1, false),
                        source("b", "bpchar", 5, false),
                        source("c", "char", -1, false),
                        new SourceColumn("d", PostgresType.of("public", "mood", Kind.ENUM, -1), false),
                        source("e", "json", -1, false),
                        new SourceColumn("f", PostgresType.of("public", "mood", Kind.ENUM, -1), false),
                        source("g", "numeric", (10 << 16 | 2) + 4, false)),
                TypeOptions.DEFAULT);
        assertEquals(
                List.of(), RowShape.ofRecord(Texts.class, TypeOptions.DEFAULT).mismatches(source));
    }

    @Test
    void timestamps_keep_the_digits_that_the_options_say() {
        RowShape shape = RowShape.ofSource(
                List.of(source("t", "timestamp", -1, true)), TypeOptions.DEFAULT.withTimestamps(TimestampUnit.MICROS));
        assertEquals(
                new TimestampColumn(TimestampUnit.MICROS, OnSpecial.FAIL),
                shape.columns().getFirst().type());
    }

    static SourceColumn source(String name, String type, int modifier, boolean nullable) {
        String schema = type.equals("citext") ? "public" : PostgresType.SYSTEM_SCHEMA;
        return new SourceColumn(name, PostgresType.of(schema, type, Kind.BASE, modifier), nullable);
    }
}
