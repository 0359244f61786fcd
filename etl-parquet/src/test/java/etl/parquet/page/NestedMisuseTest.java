package etl.parquet.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.ValueException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What lists, maps and structs refuse.
class NestedMisuseTest {
    private static final MessageType INTS = NestedFile.listOf("optional int32 element;");

    @TempDir
    Path directory;

    @Test
    void null_where_none_is_declared_is_refused_by_its_path() throws IOException {
        try (NestedFile file = open(NestedFile.listOf("required int32 element;"))) {
            ListEncoder list = (ListEncoder) file.column(0);
            assertEquals("c", list.name());
            list.begin(1);
            ColumnEncoder element = list.next();
            ValueException e = assertThrows(ValueException.class, element::addNull);
            assertTrue(e.getMessage().startsWith("c.list.element: a null came"), e.getMessage());
        }
        try (NestedFile file =
                open(MessageTypeParser.parseMessageType("message row { required group c { optional int32 i; } }"))) {
            ValueException e = assertThrows(ValueException.class, file.column(0)::addNull);
            assertTrue(e.getMessage().startsWith("c: a null came"), e.getMessage());
        }
    }

    /// What is done with a list of two elements that is wrong.
    private interface Misuse {
        void of(ListEncoder list, IntEncoder element);
    }

    enum MisuseOfAList implements Misuse {
        ONE_ELEMENT_TOO_FEW((list, element) -> {
            list.next();
            element.add(1);
            list.end();
        }),
        ONE_ELEMENT_TOO_MANY((list, element) -> {
            for (int i = 0; i < 3; i++) {
                list.next();
                element.add(1);
            }
        }),
        ELEMENT_NOT_ADDED((list, element) -> {
            list.next();
            list.next();
        }),
        ELEMENT_ADDED_TWICE((list, element) -> {
            list.next();
            element.add(1);
            element.addNull();
            list.next();
        }),
        ELEMENT_ADDED_WITHOUT_NEXT((list, element) -> {
            element.add(1);
            element.add(2);
            list.next();
        }),
        BEGUN_TWICE((list, element) -> list.begin(2)),
        NULL_BEFORE_THE_END((list, element) -> list.addNull()),
        ENDED_TWICE((list, element) -> {
            list.next().addNull();
            list.next().addNull();
            list.end();
            list.end();
        });

        private final Misuse misuse;

        MisuseOfAList(Misuse misuse) {
            this.misuse = misuse;
        }

        @Override
        public void of(ListEncoder list, IntEncoder element) {
            misuse.of(list, element);
        }
    }

    @ParameterizedTest
    @EnumSource
    void misuse_of_a_list_is_noticed(MisuseOfAList misuse) throws IOException {
        try (NestedFile file = open(INTS)) {
            ListEncoder list = (ListEncoder) file.column(0);
            list.begin(2);
            assertThrows(IllegalStateException.class, () -> misuse.of(list, (IntEncoder) list.element()));
        }
    }

    @Test
    void struct_without_a_field_and_map_without_a_value_are_noticed() throws IOException {
        try (NestedFile file = open(MessageTypeParser.parseMessageType("""
                message row {
                  optional group s { optional int32 a; optional int32 b; }
                  optional group m (MAP) { repeated group key_value { required int32 key; optional int32 value; } }
                }"""))) {
            StructEncoder struct = (StructEncoder) file.column(0);
            struct.begin();
            struct.field(0).addNull();
            assertThrows(IllegalStateException.class, struct::end);
            MapEncoder map = (MapEncoder) file.column(1);
            map.begin(1);
            map.next();
            ((IntEncoder) map.key()).add(1);
            assertThrows(IllegalStateException.class, map::end);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repeated int32 c;",
                "optional group c (LIST) { repeated int32 element; }",
                "optional group c (LIST) { repeated group list { optional int32 a; optional int32 b; } }",
                "optional group c (MAP) { repeated group key_value { optional int32 key; optional int32 value; } }",
                "optional group c (MAP) { repeated group key_value { required int32 key; } }",
                "optional group c { repeated int32 i; }",
                "optional group c { optional int96 i; }"
            })
    void other_shapes_are_refused(String column) {
        MessageType schema = MessageTypeParser.parseMessageType("message row { " + column + " }");
        assertThrows(
                IllegalArgumentException.class, () -> ColumnEncoder.of(schema, schema.getType(0), new PageBuffer()));
    }

    @Test
    void row_longer_than_athena_reads_is_refused() throws IOException {
        int values = ColumnEncoder.MAX_VALUE_BYTES / Integer.BYTES;
        try (NestedFile file = open(INTS)) {
            ListEncoder list = (ListEncoder) file.column(0);
            IntEncoder element = (IntEncoder) list.element();
            list.begin(1);
            ((IntEncoder) list.next()).add(1);
            list.end();
            list.begin(values);
            for (int i = 0; i < values; i++) {
                list.next();
                element.add(i);
            }
            list.end();
            list.begin(values + 1);
            for (int i = 0; i < values; i++) {
                list.next();
                element.add(i);
            }
            list.next();
            ValueException e = assertThrows(ValueException.class, () -> element.add(0));
            assertTrue(e.getMessage().contains("(32 MiB)"), e.getMessage());
        }
        try (NestedFile file = open(NestedFile.listOf("optional binary element;"))) {
            ListEncoder list = (ListEncoder) file.column(0);
            BinaryEncoder element = (BinaryEncoder) list.element();
            list.begin(2);
            list.next();
            element.add(new byte[16 << 20], 0, 16 << 20);
            list.next();
            ValueException e = assertThrows(ValueException.class, () -> element.add(new byte[16 << 20], 0, 16 << 20));
            assertTrue(e.getMessage().contains("(32 MiB)"), e.getMessage());
        }
    }

    private NestedFile open(MessageType schema) throws IOException {
        return new NestedFile(schema, directory.resolve("open.parquet"));
    }
}
