package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import org.apache.parquet.schema.Type;

/// How a column is read from Postgres, held in Java and written to Parquet. Everything about one Postgres type stands in one file of this package.
public sealed interface ColumnType permits BoolColumn {

    /// The type in Postgres' words, such as `numeric(12,2)`.
    String postgresName();

    /// The Java class of a value that isn't null; a primitive's own class where there is one (`int.class`).
    Class<?> javaType();

    /// The Parquet column.
    Type parquetType(String name, boolean nullable);

    /// The type in the Glue Data Catalog and in Athena's DDL, such as `decimal(12,2)`.
    String glueType();

    /// Copies one field of each row from the wire into the column, without a Java object in between.
    ///
    /// @param rows the rows of a batch; the first `count` are valid
    /// @param field the field's index in the rows
    void copy(CopyRow[] rows, int count, int field, ColumnEncoder column);
}
