package etl.tasks.types;

import etl.parquet.column.TypeOptions.Target;
import java.util.List;
import java.util.Optional;

/// A column with a value in each of two rows that is special.
///
/// @param declaration its type
/// @param ordinary another value, in SQL
/// @param special the value in SQL
/// @param told what the message says of it
/// @param nulled what the file holds under the policy null; empty: null
/// @param clamped what it holds under clamp; empty: nothing is near
/// @param expected the same by the server, in SQL where `%s` is the column; empty: nothing to compare
/// @param remedy what to do, as the message says of a relation's column; `<c>` is the column's key
record SpecialKind(
        String column,
        String declaration,
        String ordinary,
        String special,
        String told,
        Optional<String> nulled,
        Optional<String> clamped,
        String expected,
        Where where,
        String remedy) {
    /// Where a value is special.
    enum Where {
        EVERYWHERE,
        /// In a record, and in a relation for readers that know Parquet's TIME.
        NOT_AS_TEXT,
        /// In a record, whose Java enum lacks a label.
        IN_RECORDS
    }

    @Override
    public String toString() {
        return column;
    }

    boolean isSpecial(Reading reading, Target target) {
        return switch (where) {
            case EVERYWHERE -> true;
            case NOT_AS_TEXT -> reading != Reading.RELATION || target == Target.PARQUET;
            case IN_RECORDS -> reading != Reading.RELATION;
        };
    }

    private static final String NEAR = "Set <c>.on-special: null, clamp or string.";
    private static final String FAR = "Set <c>.on-special: null or string.";
    private static final String ROUND = "round(%s, 2)";

    private static SpecialKind kind(
            String column, String declaration, String ordinary, String special, String told, String clamped) {
        return new SpecialKind(
                column,
                declaration,
                ordinary,
                special,
                told,
                Optional.empty(),
                clamped.isEmpty() ? Optional.empty() : Optional.of(clamped),
                "",
                Where.EVERYWHERE,
                clamped.isEmpty() ? FAR : NEAR);
    }

    private static SpecialKind digits(String column, String special, String told, String clamped, String wider) {
        SpecialKind plain = kind(column, "numeric", "1.5", special, told, clamped);
        return new SpecialKind(
                column,
                plain.declaration,
                plain.ordinary,
                special,
                told,
                plain.nulled,
                plain.clamped,
                told.contains("rounding") ? ROUND : "",
                plain.where,
                "Set <c>: " + wider + ", or <c>.on-special: null, clamp or string.");
    }

    private static SpecialKind part(
            String column,
            String declaration,
            String ordinary,
            String special,
            String told,
            String nulled,
            String clamped) {
        SpecialKind plain = kind(column, declaration, ordinary, special, told, clamped);
        return new SpecialKind(
                column,
                declaration,
                ordinary,
                special,
                told,
                Optional.of(nulled),
                plain.clamped,
                "",
                plain.where,
                plain.remedy);
    }

    private static SpecialKind only(Where where, SpecialKind kind, String remedy) {
        return new SpecialKind(
                kind.column,
                kind.declaration,
                kind.ordinary,
                kind.special,
                kind.told,
                kind.nulled,
                kind.clamped,
                kind.expected,
                where,
                remedy);
    }

    static final List<SpecialKind> ALL = List.of(
            kind("nan", "numeric", "1.5", "'NaN'", "NaN is no value of numeric(9,2)", ""),
            kind("inf", "numeric", "1.5", "'Infinity'", "Infinity is no value of numeric(9,2)", "9999999.99"),
            kind("minus_inf", "numeric", "1.5", "'-Infinity'", "-Infinity is no value of numeric(9,2)", "-9999999.99"),
            digits("wide", "12345678.901", "12345678.901 does not fit numeric(9,2)", "9999999.99", "decimal(11,3)"),
            digits("minus_wide", "-10000000", "-10000000 does not fit numeric(9,2)", "-9999999.99", "decimal(10,2)"),
            digits("half", "0.125", "0.125 needs rounding to fit numeric(9,2)", "0.13", "decimal(10,3)"),
            digits("minus_half", "-0.125", "-0.125 needs rounding to fit numeric(9,2)", "-0.13", "decimal(10,3)"),
            digits("below_half", "2.6749999", "2.6749999 needs rounding to fit numeric(9,2)", "2.67", "decimal(14,7)"),
            kind(
                    "day",
                    "date",
                    "'2026-01-01'",
                    "'infinity'",
                    "infinity is outside of the years 1 to 9999",
                    "9999-12-31"),
            kind("bc", "date", "'2026-01-01'", "'0044-03-15 BC'", "0044-03-15 BC is outside", "0001-01-01"),
            kind("far_day", "date", "'2026-01-01'", "'10000-01-01'", "10000-01-01 is outside", "9999-12-31"),
            kind(
                    "moment",
                    "timestamp",
                    "'2026-01-01'",
                    "'294276-12-31 23:59:59.999999'",
                    "294276-12-31 23:59:59.999999 is outside",
                    "9999-12-31 23:59:59.999999"),
            kind(
                    "zoned",
                    "timestamptz",
                    "'2026-01-01+00'",
                    "'-infinity'",
                    "-infinity is outside of the years 1 to 9999",
                    "0001-01-01 00:00:00+00"),
            only(
                    Where.NOT_AS_TEXT,
                    kind("clock", "time", "'12:00'", "'24:00'", "24:00:00 is past 23:59:59.999999", "23:59:59.999999"),
                    NEAR),
            kind("grid", "int[]", "'{1}'", "'{{1,2},{3,4}}'", "an array with the bounds [1:2][1:2] is no list", ""),
            kind("shifted", "int[]", "'{1}'", "'[0:1]={1,2}'", "an array with the bounds [0:1] is no list", "{1,2}"),
            kind("xid", "xid8", "'1'", "'9223372036854775808'", "9223372036854775808 is above", "9223372036854775807"),
            only(
                    Where.IN_RECORDS,
                    kind("mood", "mood", "'glad'", "'furious'", "the label 'furious' is no constant of Mood", ""),
                    ""),
            part(
                    "numbers",
                    "numeric[]",
                    "'{1}'",
                    "'{1.5,NaN,2}'",
                    "element 2: NaN is no value of numeric(9,2)",
                    "{1.50,NULL,2.00}",
                    ""),
            part(
                    "days",
                    "date[]",
                    "'{2026-01-01}'",
                    "'{infinity,2026-01-01}'",
                    "element 1: infinity is outside",
                    "{NULL,2026-01-01}",
                    "{9999-12-31,2026-01-01}"),
            part(
                    "dated",
                    "dated",
                    "'(1,2026-01-01)'",
                    "'(1,-infinity)'",
                    "d: -infinity is outside",
                    "(1,)",
                    "(1,0001-01-01)"));
}
