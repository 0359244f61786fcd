package etl.parquet.inspect;

import etl.parquet.RowShape;
import java.util.List;

/// A column as the Glue Data Catalog and Athena know it.
///
/// @param name its name
/// @param type its type in Hive's words, such as `decimal(12,2)`
public record GlueColumn(String name, String type) {

    /// The columns of a file with rows of this shape, in order.
    public static List<GlueColumn> of(RowShape shape) {
        return shape.columns().stream()
                .map(column -> new GlueColumn(column.name(), column.type().glueType()))
                .toList();
    }
}
