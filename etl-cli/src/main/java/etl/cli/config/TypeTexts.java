package etl.cli.config;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.Representation.AsDouble;
import etl.parquet.column.TypeOptions.Representation.AsText;
import etl.tasks.Nearest;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the choices of types look like as text.
final class TypeTexts {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\( *(\\d{1,4}) *, *(\\d{1,4}) *\\)");
    private static final Pattern OTHER_DECIMAL =
            Pattern.compile("(?:decimal|numeric) *\\( *(\\d{1,4}) *(?:, *(\\d{1,4}) *)?\\)");
    private static final String WORDS = "decimal(p,s), string or double";

    /// What people call them elsewhere.
    private static final Map<String, String> OTHER_WORDS =
            Map.of("text", "string", "varchar", "string", "float8", "double", "double precision", "double");

    static final ValueType<Representation> REPRESENTATION =
            new ValueType<>(WORDS, "TYPE", TypeTexts::parseRepresentation, Representation::word);

    private static final ValueType<OnSpecial> POLICY = ValueType.choice(OnSpecial.class);

    /// For all columns: to write each of them as text is no policy.
    static final ValueType<OnSpecial> ON_SPECIAL =
            new ValueType<>(POLICY.words(), POLICY.placeholder(), TypeTexts::parsePolicy, POLICY::print);

    private TypeTexts() {}

    private static Representation parseRepresentation(String text) {
        if (text.equals(new AsText().word())) {
            return new AsText();
        }
        if (text.equals(new AsDouble().word())) {
            return new AsDouble();
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (!decimal.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not " + WORDS + "." + instead(text));
        }
        try {
            return new AsDecimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ".", e);
        }
    }

    private static String instead(String text) {
        Matcher decimal = OTHER_DECIMAL.matcher(text);
        if (decimal.matches()) {
            String scale = decimal.group(2) == null ? "0" : decimal.group(2);
            return " Did you mean 'decimal(" + decimal.group(1) + "," + scale + ")'?";
        }
        String other = OTHER_WORDS.get(text);
        return other == null
                ? Nearest.question(text, List.of(new AsText().word(), new AsDouble().word(), "decimal(38,9)"))
                : " Did you mean '" + other + "'?";
    }

    private static OnSpecial parsePolicy(String text) {
        if (text.equals(new AsText().word())) {
            throw new IllegalArgumentException(
                    "'string' for all columns would turn every date, timestamp and decimal into text. It is chosen for single"
                            + " columns: types.columns.TASK.COLUMN: string.");
        }
        return POLICY.parse(text);
    }
}
