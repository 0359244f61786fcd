package etl.tasks.source;

import etl.tasks.EtlException;
import java.sql.SQLException;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/// The one place where names become SQL and where SQL from users is checked for its form. `COPY` takes no bind
/// parameters, so names are quoted here.
public final class Sql {
    private Sql() {}

    /// A name as an SQL identifier, exactly as it is.
    public static String identifier(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw EtlException.usage("A name in Postgres is not empty and holds no NUL character: '" + name + "'");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// A text as an SQL literal, whatever `standard_conforming_strings` says.
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw EtlException.usage("A text in Postgres holds no NUL character: '" + text + "'");
        }
        return " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /// Refuses text that is anything but one statement. pgjdbc itself splits at semicolons, and a second statement
    /// could end a read-only transaction; so its own parser is asked.
    ///
    /// @param what the text's name in messages, such as `--where` or `the query of orders`
    /// @param sql a whole statement that contains the user's text
    public static void requireOneStatement(String what, String sql) {
        int statements = 0;
        try {
            for (NativeQuery query : Parser.parseJdbcSql(sql, true, false, true, false, false)) {
                if (!query.nativeSql.isBlank()) {
                    statements++;
                }
            }
        } catch (SQLException malformed) {
            throw new EtlException(
                    etl.tasks.ExitCode.USAGE, what + " is not valid SQL: " + malformed.getMessage(), malformed);
        }
        if (statements != 1) {
            throw EtlException.usage(what + " must be one statement without ';', and holds " + statements + ".");
        }
    }

    /// A condition as one operand of an AND. A comment at its end can't swallow what follows.
    static String operand(String condition) {
        return "(" + condition + "\n)";
    }
}
