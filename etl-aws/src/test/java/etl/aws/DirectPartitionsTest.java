package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.CatalogFinding.Weight;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Published;
import etl.tasks.publish.TableKeys;
import etl.tasks.publish.VisiblePartition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.glue.model.Column;

/// The catalog mode direct with every kind of partitions: none, several keys, values that directories escape, very many.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectPartitionsTest {
    private final DirectShop shop = new DirectShop();

    @AfterEach
    void close() {
        shop.close();
    }

    private static VisiblePartition countries(String run, String... columns) {
        return DirectShop.partition("countries", "", run, columns);
    }

    private static VisiblePartition events(String run, @Nullable String... values) {
        PartitionName name = PartitionName.of("events", List.of("dt", "country"), Arrays.asList(values));
        return DirectShop.partition("events", name.partition(), run, "id int");
    }

    private List<String> findings(TableKeys... tables) {
        return shop.catalog.findings(List.of(tables)).stream()
                .map(CatalogFinding::message)
                .toList();
    }

    @Test
    void a_table_without_partitions_is_at_its_run_and_a_rerun_switches_it_by_one_update() {
        Instant before = Instant.now();
        var first = shop.show(countries(DirectShop.FIRST, "code string", "n int"));
        assertEquals("tables created 1, changed 0", first.detail());
        var table = shop.table("countries");
        assertEquals(
                "s3://bucket/shop/countries/" + DirectShop.FIRST + "/",
                table.storageDescriptor().location());
        assertEquals(List.of(), table.partitionKeys());
        assertEquals("true", table.parameters().get("etl.managed"));
        assertEquals(DirectShop.FIRST, table.parameters().get("etl.run"));
        assertTrue(!Instant.parse(table.parameters().get("etl.switched")).isBefore(before));
        shop.change(
                "countries",
                changed -> changed.storageDescriptor(table.storageDescriptor().toBuilder()
                        .columns(
                                Column.builder()
                                        .name("code")
                                        .type("string")
                                        .comment("ISO 3166")
                                        .build(),
                                Column.builder().name("n").type("int").build())
                        .build()));
        int updates = (int) shop.glue.calls("UpdateTable");

        var second = shop.show(countries(DirectShop.SECOND, "code string", "n string", "since date"));

        assertEquals("tables switched 1", second.detail());
        assertEquals(updates + 1, shop.glue.calls("UpdateTable"));
        var switched = shop.table("countries");
        assertEquals(
                "s3://bucket/shop/countries/" + DirectShop.SECOND + "/",
                switched.storageDescriptor().location());
        // No older file is read any more, so a type may become any other.
        assertEquals(
                List.of("code string", "n string", "since date"),
                DirectShop.text(switched.storageDescriptor().columns()));
        assertEquals(
                "ISO 3166", switched.storageDescriptor().columns().getFirst().comment());
        assertEquals(DirectShop.SECOND, switched.parameters().get("etl.run"));
        assertEquals(
                "nothing to change",
                shop.show(countries(DirectShop.SECOND, "code string", "n string", "since date"))
                        .detail());
        assertEquals(0, shop.glue.calls("BatchGetPartition"));
    }

    @Test
    void a_table_without_partitions_is_settled_long_enough_after_its_switch() throws IOException {
        var first = countries(DirectShop.FIRST, "code string");
        assertEquals(List.of(), shop.catalog.settled(List.of(first), Duration.ZERO));
        shop.show(first);
        assertEquals(List.of(first), shop.catalog.settled(List.of(first), Duration.ZERO));
        assertEquals(List.of(), shop.catalog.settled(List.of(first), Duration.ofHours(24)));
        shop.show(countries(DirectShop.SECOND, "code string"));
        assertEquals(List.of(), shop.catalog.settled(List.of(first), Duration.ZERO));
    }

    @Test
    void out_of_turn_a_table_is_not_switched_back() {
        shop.show(countries(DirectShop.SECOND, "code string"));
        var outcome = shop.catalog.show(List.of(countries(DirectShop.FIRST, "code string")), CrawledShop.OVER);
        assertEquals("nothing to change", outcome.detail());
        assertEquals(DirectShop.SECOND, shop.table("countries").parameters().get("etl.run"));
    }

    @Test
    void the_keys_of_a_table_cannot_change_and_that_is_said_before_the_first_row() {
        shop.show(
                countries(DirectShop.FIRST, "code string"),
                DirectShop.orders(DirectShop.FIRST, "id int"),
                events(DirectShop.FIRST, "2026-11-22", "CH"));
        assertEquals(
                List.of(),
                findings(
                        new TableKeys("countries", List.of()),
                        new TableKeys("orders", List.of("dt")),
                        new TableKeys("events", List.of("dt", "country"))));

        assertEquals(
                List.of(
                        "The Glue table shop.countries is partitioned by nothing, and s3://bucket/shop/countries/ by dt now: a table's keys can't be changed. Delete the table (its files stay, and what is published after that is shown), publish under another name (--name), or set partition-by as it was.",
                        "The Glue table shop.orders is partitioned by dt, and s3://bucket/shop/orders/ by nothing now: a table's keys can't be changed. Delete the table (its files stay, and what is published after that is shown), publish under another name (--name), or set partition-by as it was."),
                findings(new TableKeys("countries", List.of("dt")), new TableKeys("orders", List.of())));
        DirectShop.assertWrong(
                "shop.events is partitioned by dt, country, and s3://bucket/shop/events/ by dt now",
                shop.show(DirectShop.partition("events", DirectShop.DAY, DirectShop.FIRST, "id int")));
    }

    @Test
    void values_are_as_they_are_in_the_catalog_and_escaped_in_locations() throws IOException {
        List<VisiblePartition> all = List.of(
                events(DirectShop.FIRST, "2026-11-22", "CH"),
                events(DirectShop.FIRST, "2026-11-22", "a/b=c%d é"),
                events(DirectShop.FIRST, "2026-11-22", null));

        var outcome = shop.catalog.show(all, Published.always());

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(
                List.of("dt string", "country string"),
                DirectShop.text(shop.table("events").partitionKeys()));
        String folder = "s3://bucket/shop/events/dt=2026-11-22/";
        assertEquals(
                Map.of(
                        "dt=2026-11-22/country=CH", folder + "country=CH/" + DirectShop.FIRST + "/",
                        "dt=2026-11-22/country=a%2Fb%3Dc%25d é",
                                folder + "country=a%2Fb%3Dc%25d é/" + DirectShop.FIRST + "/",
                        "dt=2026-11-22/country=__HIVE_DEFAULT_PARTITION__",
                                folder + "country=__HIVE_DEFAULT_PARTITION__/" + DirectShop.FIRST + "/"),
                shop.glue.locations("shop", "events"));
        assertEquals(
                "partitions added 0, switched 1",
                shop.show(events(DirectShop.SECOND, "2026-11-22", "a/b=c%d é")).detail());
        assertEquals(
                List.of(),
                shop.catalog.differences(
                        List.of(all.get(0), events(DirectShop.SECOND, "2026-11-22", "a/b=c%d é"), all.get(2))));

        shop.catalog.drop(List.of(all.get(1).name(), all.get(2).name()), Published.always());
        assertEquals(List.of("dt=2026-11-22/country=CH"), shop.glue.partitions("shop", "events"));
    }

    @Test
    void ten_years_of_days_take_few_requests() throws IOException {
        List<VisiblePartition> days = days(DirectShop.FIRST);
        assertEquals(State.CURRENT, shop.catalog.show(days, Published.always()).state());
        assertEquals(3_650, shop.glue.partitions("shop", "orders").size());
        assertEquals(37, shop.glue.calls("BatchCreatePartition"));
        assertEquals(4, shop.glue.calls("BatchGetPartition"));

        var second = shop.catalog.show(days(DirectShop.SECOND), Published.always());

        assertEquals("partitions added 0, switched 3650", second.detail());
        assertEquals(37, shop.glue.calls("BatchUpdatePartition"));
        assertEquals(8, shop.glue.calls("BatchGetPartition"));
        assertEquals(
                3_650,
                shop.catalog.settled(days(DirectShop.SECOND), Duration.ZERO).size());
        assertEquals(List.of(), shop.catalog.differences(days(DirectShop.SECOND)));
        shop.catalog.drop(days.stream().map(VisiblePartition::name).toList(), Published.always());
        assertEquals(List.of(), shop.glue.partitions("shop", "orders"));
        assertEquals(146, shop.glue.calls("BatchDeletePartition"));
    }

    private static List<VisiblePartition> days(String run) {
        LocalDate first = LocalDate.of(2016, 11, 25);
        return IntStream.range(0, 3_650)
                .mapToObj(day -> DirectShop.partition("orders", "dt=" + first.plusDays(day), run, "id int"))
                .toList();
    }

    @Test
    void what_the_catalog_shows_otherwise_than_published_is_told() {
        shop.show(
                DirectShop.orders(DirectShop.FIRST, "id int"),
                countries(DirectShop.FIRST, "code string"),
                DirectShop.partition("gone", DirectShop.DAY, DirectShop.FIRST, "id int"));

        List<CatalogFinding> found = shop.catalog.differences(List.of(
                DirectShop.orders(DirectShop.SECOND, "id bigint", "color string"),
                DirectShop.partition("orders", "dt=2026-11-21", DirectShop.FIRST, "id int"),
                countries(DirectShop.SECOND, "code string"),
                DirectShop.partition("users", DirectShop.DAY, DirectShop.FIRST, "id int")));

        assertTrue(found.stream().allMatch(finding -> finding.weight() == Weight.HARMFUL));
        assertEquals(
                List.of(
                        "The table shop.orders doesn't have the columns of the files: id is int, and bigint in the files, color string is missing. Run the task again (--force): columns are added and widened.",
                        "The table shop.orders has no partition dt=2026-11-21. Run `etl publish recover`; where that doesn't mend it, run the task again for that date (--force).",
                        "The table shop.orders shows dt=2026-11-22 at s3://bucket/shop/orders/dt=2026-11-22/%1$s/ instead of s3://bucket/shop/orders/dt=2026-11-22/%2$s/. Run `etl publish recover`; where that doesn't mend it, run the task again for that date (--force)."
                                .formatted(DirectShop.FIRST, DirectShop.SECOND),
                        "The table shop.countries shows its files at s3://bucket/shop/countries/%1$s/ instead of s3://bucket/shop/countries/%2$s/. Run `etl publish recover`; where that doesn't mend it, run the task again for that date (--force)."
                                .formatted(DirectShop.FIRST, DirectShop.SECOND),
                        "There is no table shop.users for s3://bucket/shop/users/. The next run of the task makes it (--force, if the date is published).",
                        "There are tables of s3://bucket/shop/ that no commit has published: shop.gone at s3://bucket/shop/gone/. Delete them, unless somebody needs them."),
                found.stream().map(CatalogFinding::message).toList());
    }

    @Test
    void partitions_by_keys_that_the_table_had_before_it_was_deleted_are_not_missed() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "id int"));
        shop.glue.deleteTable("shop", "orders");
        var byCountry = DirectShop.partition("orders", "country=CH", DirectShop.SECOND, "id int");
        shop.show(byCountry);

        assertEquals(
                List.of(), shop.catalog.differences(List.of(DirectShop.orders(DirectShop.FIRST, "id int"), byCountry)));
    }

    @Test
    void a_table_with_partition_projection_is_refused() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "id int"));
        assertEquals(List.of(), findings());
        shop.change(
                "orders",
                table -> table.parameters(
                        Map.of("etl.managed", "true", "projection.enabled", "TRUE", "projection.dt.type", "date")));

        assertEquals(
                List.of(
                        "The Glue table shop.orders: its parameter projection.enabled is true; expected: none. Under partition projection Athena doesn't ask the catalog which files are published: it lists s3://bucket/shop/orders/ itself and reads half a run. Take the parameter off, and its projection.* and storage.location.template."),
                findings());
    }
}
