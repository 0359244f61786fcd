package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql://me@db:5432/shop,                        postgresql://me@db/shop",
        "postgres://db:6543,                                  postgresql://db:6543",
        "jdbc:postgresql://db/shop,                           postgresql://db/shop",
        "postgresql://me:pw@db/shop,                          postgresql://me:****@db/shop",
        "postgresql:///shop,                                  postgresql:///shop",
        "postgresql://[::1]:6543/shop,                        postgresql://[::1]:6543/shop",
        "postgresql://db/shop?sslmode=require&sslrootcert=a,  postgresql://db/shop?sslmode=require&sslrootcert=a",
    })
    void a_url_is_shown_without_its_password(String text, String shown) {
        assertEquals(shown, SourceUrl.TYPE.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db/shop",
                "mysql://me:hush@db/shop",
                "postgresql://me:hush@x@db/shop",
                "postgresql://me:hush@a,b/shop",
                "postgresql://me:hush@db:port/shop",
                "postgresql://me:hush@db:70000/shop",
                "postgresql://me:hush%@db/shop",
                "postgresql://me:hush@db/shop#x",
                "postgresql://me:hush@db/shop?user=you",
                "postgresql://me@db/shop?password=hush",
                "postgresql://me:hush@db/shop?socketFactory=x",
            })
    void a_mistake_in_a_url_is_told_without_its_password(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> SourceUrl.TYPE.parse(text));

        assertFalse(String.valueOf(e.getMessage()).contains("hush"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).endsWith("."), e.getMessage());
    }
}
