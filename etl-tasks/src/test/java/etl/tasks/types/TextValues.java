package etl.tasks.types;

import etl.tasks.types.TypeRecords.Documents;
import etl.tasks.types.TypeRecords.Texts;
import java.util.List;

/// Texts, labels, bytes and documents.
final class TextValues {
    private TextValues() {}

    static List<TypeGroup> groups() {
        return List.of(texts(), documents());
    }

    private static final String ODD_TEXTS = """
            = ''
            = ' '
            = '  both  '
            a
            NULL
            null
            {}
            {a,b}
            (,)
            \\N
            \\.
            back\\slash
            "quoted"
            it's
            = E'tab\\tnew\\nline\\r\\nend\\n'
            = E'\\u0001\\u001f\\u007f\\u0080'
            äöüß
            TITLE iı Iİ
            ſtraße ﬁ
            = E'e\\u0301 é'
            = E'\\u200b\\u200d\\ufeff'
            = E'\\ufffd\\ufffe\\uffff'
            🙂
            👩‍👩‍👧‍👦 🏳️‍🌈
            = E'\\U0001F600\\U0010FFFF'
            𝒳𠜎
            שלום
            = E'\\u202eabc\\u202c'
            مرحبا بالعالم
            日本語テキスト
            नमस्ते
            """;

    private static TypeGroup texts() {
        return TypeGroup.of(
                "texts",
                Texts.class,
                ValueType.of("text", "text", ODD_TEXTS + """
                        = repeat('x', 255)
                        = repeat('é', 33000)
                        = repeat('0123456789', 20000)
                        """).special("= repeat('x', 32 * 1024 * 1024 + 1) ⇒ 33554433"),
                ValueType.of("varchar", "varchar", """
                        = ''
                        = 'trailing  '
                        🙂
                        = repeat('y', 300)
                        """),
                ValueType.of("varchar10", "varchar(10)", """
                        = ''
                        0123456789
                        = 'cut       here'
                        🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂
                        """),
                ValueType.of("char5", "char(5)", """
                        = ''
                        a
                        = '  b'
                        abcde
                        éé
                        🙂
                        """),
                ValueType.of("char1", "char", """
                        = ''
                        a
                        ß
                        🙂
                        """),
                ValueType.of("name", "name", """
                        = ''
                        pg_class
                        Mixed "Case"
                        = repeat('n', 63)
                        = repeat('é', 31)
                        """),
                ValueType.of("citext", "citext", """
                        = ''
                        MiXeD
                        TITLE iı Iİ
                        🙂
                        """),
                ValueType.of("mood", "mood", """
                        sad
                        very happy
                        = ''
                        it's "so-so", {meh}
                        glad 🙂
                        """),
                ValueType.of("color", "color", """
                        red
                        GREEN
                        """),
                ValueType.of("letter", "\"char\"", """
                        = ''
                        a
                        ~
                        = E'\\\\200'
                        = E'\\\\377'
                        """));
    }

    private static TypeGroup documents() {
        return TypeGroup.of(
                "documents",
                Documents.class,
                ValueType.of("bytea", "bytea", """
                        = ''
                        \\x00
                        \\xff
                        \\x0001027f8081feff
                        \\x5c6e27
                        = decode(repeat('00ff', 40000), 'hex')
                        """),
                ValueType.of("uuid", "uuid", """
                        00000000-0000-0000-0000-000000000000
                        ffffffff-ffff-ffff-ffff-ffffffffffff
                        a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
                        80000000-0000-0000-8000-000000000000
                        7fffffff-ffff-ffff-7fff-ffffffffffff
                        """),
                ValueType.of("json", "json", """
                        null
                        true
                        1.00
                        ""
                        []
                        {}
                        { "b" : 1,  "a" : [ 1, null ], "b" : 2 }
                        "é 🙂 \\\\ \\" \\u00e9"
                        = E'{"a":\\n\\t1}'
                        = repeat('[', 500) || repeat(']', 500)
                        """),
                ValueType.of("jsonb", "jsonb", """
                        null
                        true
                        1.00
                        ""
                        []
                        {}
                        { "b" : 1,  "a" : [ 1, null ], "b" : 2 }
                        "é 🙂 \\\\ \\" \\u00e9"
                        -0.0
                        1e400
                        = jsonb_build_object('big', repeat('9', 1000)::numeric)
                        """));
    }
}
