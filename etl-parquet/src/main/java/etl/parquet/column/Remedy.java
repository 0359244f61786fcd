package etl.parquet.column;

import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.column.TypeOptions.Representation.AsText;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a user can do about a value that its column can't represent, or about a column whose type is open. What to write
/// depends on where the column stands, which is known to whoever knows the task.
///
/// @param instead what the column can be written as, so that it holds the value
/// @param policies the policies that put something in the value's place
/// @param otherwise what else there is to do, as sentences; empty: nothing. [#SETTING] and [#COLUMN] stand for names
public record Remedy(List<Representation> instead, List<OnSpecial> policies, String otherwise) implements Serializable {
    /// In [#otherwise()]: the column's key in the configuration, such as `types.columns.orders.amount`.
    public static final String SETTING = "<setting>";

    /// In [#otherwise()]: the column's name in SQL.
    public static final String COLUMN = "<column>";

    private static final Remedy NONE = otherwise("");

    public Remedy {
        instead = List.copyOf(instead);
        policies = List.copyOf(policies);
    }

    /// Nothing more than what the problem says.
    public static Remedy none() {
        return NONE;
    }

    /// The same wherever the column stands.
    public static Remedy otherwise(String sentences) {
        return new Remedy(List.of(), List.of(), sentences);
    }

    /// Of a value that text can hold.
    ///
    /// @param clamps whether it has a nearest one
    static Remedy ofSpecial(boolean clamps) {
        return new Remedy(List.of(new AsText()), policies(clamps), "");
    }

    /// Of a number that needs more digits than there are.
    ///
    /// @param wider the digits that hold it; nothing when no decimal does
    static Remedy ofDigits(List<AsDecimal> wider) {
        List<Representation> instead = new ArrayList<>(wider);
        instead.add(new AsText());
        return new Remedy(instead, policies(true), "");
    }

    /// Of a value that no other type can hold either.
    static Remedy ofCell(String otherwise) {
        return new Remedy(List.of(), policies(false), otherwise);
    }

    private static List<OnSpecial> policies(boolean clamps) {
        return clamps ? List.of(OnSpecial.NULL, OnSpecial.CLAMP) : List.of(OnSpecial.NULL);
    }

    /// What to do about a relation's column, whose type can be chosen.
    ///
    /// @param setting the column's key in the configuration
    /// @param sourceName its exact name in Postgres
    /// @return sentences; empty when there is nothing to say
    public String ofRelation(String setting, String sourceName) {
        List<String> types = words(instead.stream().filter(type -> policies.isEmpty() || !(type instanceof AsText)));
        List<String> put = new ArrayList<>(policyWords());
        if (!policies.isEmpty() && instead.contains(new AsText())) {
            // For one column the same as to write it as text.
            put.add(new AsText().word());
        }
        List<String> ways = new ArrayList<>();
        if (!types.isEmpty()) {
            ways.add(setting + ": " + or(types));
        }
        if (!put.isEmpty()) {
            ways.add(setting + ".on-special: " + or(put));
        }
        return sentences(ways.isEmpty() ? "" : "Set " + String.join(", or ", ways) + ".", setting, sourceName);
    }

    /// What to do about a record's column, whose type the record declares.
    ///
    /// @param nullable whether the component may be null
    /// @return as by [#ofRelation]
    public String ofRecord(String setting, String sourceName, boolean nullable) {
        List<String> ways = new ArrayList<>();
        instead.stream()
                .filter(AsDecimal.class::isInstance)
                .map(AsDecimal.class::cast)
                .forEach(decimal -> ways.add("declare @Decimal(precision = " + decimal.precision() + ", scale = "
                        + decimal.scale() + ") BigDecimal"));
        if (!policies.isEmpty()) {
            ways.add("set " + setting + ".on-special: " + or(policyWords())
                    + (nullable ? "" : " (null needs a component marked @Nullable)"));
        }
        String text = String.join(", or ", ways);
        return sentences(
                text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".",
                setting,
                sourceName);
    }

    private String sentences(String first, String setting, String sourceName) {
        String sqlName = sourceName.matches("[a-z_][a-z0-9_]*") ? sourceName : "\"" + sourceName + "\"";
        return Stream.of(first, otherwise.replace(SETTING, setting).replace(COLUMN, sqlName))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private List<String> policyWords() {
        return policies.stream()
                .map(policy -> policy.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> words(Stream<Representation> types) {
        return types.map(Representation::word).toList();
    }

    private static String or(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
