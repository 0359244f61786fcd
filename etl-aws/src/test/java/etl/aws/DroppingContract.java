package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.tasks.publish.Catalog;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Published;
import etl.testkit.FakeGlue;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How a catalog loses partitions for good.
interface DroppingContract {

    /// A catalog whose database `shop` has these partitions: `orders/dt=2026-11-22`.
    Catalog having(String... partitions);

    FakeGlue glue();

    private static PartitionName name(String path) {
        int slash = path.indexOf('/');
        return new PartitionName(path.substring(0, slash), path.substring(slash + 1));
    }

    @Test
    default void dropped_partitions_are_out_of_the_catalog_and_the_others_stay() throws IOException {
        Catalog catalog = having("orders/dt=2026-11-21", "orders/dt=2026-11-22", "users/dt=2026-11-22");

        catalog.drop(List.of(name("orders/dt=2026-11-21"), name("users/dt=2026-11-22")), Published.always());

        assertEquals(List.of("dt=2026-11-22"), glue().partitions("shop", "orders"));
        assertEquals(List.of(), glue().partitions("shop", "users"));
    }

    @Test
    default void what_is_not_there_is_dropped_without_a_word() throws IOException {
        Catalog catalog = having("orders/dt=2026-11-22");
        List<PartitionName> gone = List.of(name("orders/dt=2026-11-22"), name("items/dt=2026-11-22"));

        catalog.drop(gone, Published.always());
        catalog.drop(gone, Published.always());
        catalog.drop(List.of(), Published.always());

        assertEquals(List.of(), glue().partitions("shop", "orders"));
        assertEquals(1, glue().calls("BatchDeletePartition"));
    }

    @Test
    default void out_of_turn_nothing_is_dropped() throws IOException {
        Catalog catalog = having("orders/dt=2026-11-22");

        catalog.drop(List.of(name("orders/dt=2026-11-22")), CrawledShop.OVER);

        assertEquals(List.of("dt=2026-11-22"), glue().partitions("shop", "orders"));
    }

    @Test
    default void sixty_partitions_are_dropped_by_three_requests() throws IOException {
        String[] partitions = IntStream.range(0, 60)
                .mapToObj("orders/dt=2026-%02d"::formatted)
                .toArray(String[]::new);
        Catalog catalog = having(partitions);

        catalog.drop(List.of(partitions).stream().map(DroppingContract::name).toList(), Published.always());

        assertEquals(List.of(), glue().partitions("shop", "orders"));
        assertEquals(3, glue().calls("BatchDeletePartition"));
    }
}
