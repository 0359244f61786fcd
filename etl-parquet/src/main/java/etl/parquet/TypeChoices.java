package etl.parquet;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.TimestampUnit;
import java.util.Map;
import java.util.Optional;

/// The choices of types for the columns of one row: what holds for all, and what is chosen for single ones.
///
/// @param all what holds where nothing else is chosen
/// @param columns choices by the column's name at the destination
public record TypeChoices(TypeOptions all, Map<String, ColumnChoice> columns) {

    /// What is chosen for one column; an empty choice leaves what holds for all.
    ///
    /// @param as what the column is written as
    /// @param timestamps the digits that its timestamps keep
    /// @param onSpecial what becomes of values that its type can't represent
    /// @param trim whether `char(n)` loses the padding at its end
    public record ColumnChoice(
            Optional<Representation> as,
            Optional<TimestampUnit> timestamps,
            Optional<OnSpecial> onSpecial,
            Optional<Boolean> trim) {}

    public TypeChoices {
        columns = Map.copyOf(columns);
    }

    /// The same for all columns.
    public static TypeChoices of(TypeOptions all) {
        return new TypeChoices(all, Map.of());
    }

    /// What holds for a column.
    ///
    /// @param name its name at the destination
    public TypeOptions column(String name) {
        ColumnChoice choice = columns.get(name);
        return choice == null
                ? all
                : new TypeOptions(
                        all.target(),
                        choice.timestamps.orElse(all.timestamps()),
                        all.numeric(),
                        choice.as.or(all::as),
                        choice.onSpecial.orElse(all.onSpecial()),
                        choice.trim.orElse(all.trim()));
    }
}
