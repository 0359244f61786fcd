package etl.tasks.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.column.TypeOptions.Target;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.LocalDestination;
import etl.testkit.ParquetJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The table that a crawler makes of files has the columns of the one that the catalog mode direct makes, for every type.
///
/// No emulator of Glue infers columns. What a crawler makes of a footer is therefore the testkit's own mapping of Parquet's
/// types, which knows nothing of the program's.
class CrawledTypesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Target.class)
    void a_crawler_and_the_mode_direct_give_equal_columns_for_every_type(Target target) throws Exception {
        var different = new ArrayList<String>();
        var columns = 0;
        try (var runs = new TypeRuns()) {
            runs.run(
                    Reading.RELATION,
                    runs.tables(Reading.RELATION),
                    TypeRuns.options(target),
                    table -> table.condition(Reading.RELATION, target),
                    folder);
            for (var entry : Dataset.log(new LocalDestination(folder))) {
                for (var partition : entry.commit().partitions()) {
                    var direct = direct(partition);
                    var crawled = crawled(partition);
                    assertEquals(direct.size(), crawled.size(), partition.name()::toString);
                    for (var i = 0; i < direct.size(); i++) {
                        columns++;
                        if (!direct.get(i).equals(crawled.get(i))) {
                            different.add("%s.%s, by a crawler %s"
                                    .formatted(partition.name().table(), direct.get(i), crawled.get(i)));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), different);
        assertTrue(columns > 200, "only " + columns + " columns were compared");
    }

    /// What the mode direct tells the catalog: the columns of the commit, folded as Glue folds them.
    private static List<String> direct(CommittedPartition partition) {
        return partition.columns().stream()
                .map(column -> column.name() + " " + column.type().toLowerCase(Locale.ROOT))
                .toList();
    }

    private List<String> crawled(CommittedPartition partition) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(partition.name().path()))) {
            return ParquetJava.glueColumns(Files.readAllBytes(files.findFirst().orElseThrow()));
        }
    }
}
