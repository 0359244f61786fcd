package etl.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of texts in columns as wide as their widest text.
public final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String name, boolean number) {}

    /// @param columns the columns' names. A column whose name ends in `#` holds numbers, which stand at the right; the
    ///     `#` isn't shown
    public TextTable(String... columns) {
        this.columns = Arrays.stream(columns)
                .map(name -> name.endsWith("#")
                        ? new Column(name.substring(0, name.length() - 1), true)
                        : new Column(name, false))
                .toList();
    }

    /// Adds a row with one text for each column.
    public TextTable row(String... texts) {
        if (texts.length != columns.size()) {
            throw new IllegalArgumentException(texts.length + " texts for " + columns.size() + " columns");
        }
        rows.add(List.of(texts));
        return this;
    }

    /// Prints the names and all rows, each line after `indent`.
    public void print(PrintStream out, String indent) {
        List<String> names = columns.stream().map(Column::name).toList();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    width(names.get(i)),
                    rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0));
        }
        out.println(indent + line(names, widths));
        rows.forEach(row -> out.println(indent + line(row, widths)));
    }

    private String line(List<String> texts, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = texts.get(i);
            String blanks = " ".repeat(widths[i] - width(text));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).number() ? blanks + text : text + blanks);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
