package etl.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerTargets;
import software.amazon.awssdk.services.glue.model.ScheduleState;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// How a crawler is set. What Glue doesn't say is empty.
///
/// @param status its name, its database and what it does now
/// @param role who it crawls as
/// @param targets what it crawls on S3
/// @param others the kinds of targets that it has besides: `JdbcTargets`
/// @param schedule when it starts by itself: `cron(0 3 * * ? *)`
/// @param recrawl `CRAWL_EVERYTHING`, `CRAWL_NEW_FOLDERS_ONLY` or `CRAWL_EVENT_MODE`
/// @param onUpdate `UPDATE_IN_DATABASE` or `LOG`
/// @param onDelete `LOG`, `DEPRECATE_IN_DATABASE` or `DELETE_FROM_DATABASE`
/// @param configuration the rest of it, as JSON
/// @param classifiers its custom classifiers
/// @param lakeFormation whether it reads with Lake Formation's credentials
record CrawlerDefinition(
        CrawlerStatus status,
        String role,
        List<Target> targets,
        List<String> others,
        String schedule,
        String recrawl,
        String onUpdate,
        String onDelete,
        JsonNode configuration,
        List<String> classifiers,
        boolean lakeFormation) {

    /// @param path as it is set: `s3://bucket/prefix/`, or without the last slash
    /// @param exclusions globs of keys below the path that it leaves out
    record Target(String path, List<String> exclusions) {
        /// Ending in `/`.
        String folder() {
            return path.endsWith("/") ? path : path + "/";
        }
    }

    static CrawlerDefinition of(CrawlerStatus status, Crawler crawler) {
        CrawlerTargets targets = crawler.targets();
        return new CrawlerDefinition(
                status,
                text(crawler.role()),
                targets == null
                        ? List.of()
                        : targets.s3Targets().stream()
                                .map(target -> new Target(target.path(), target.exclusions()))
                                .toList(),
                others(targets),
                crawler.schedule() == null || crawler.schedule().state() == ScheduleState.NOT_SCHEDULED
                        ? ""
                        : text(crawler.schedule().scheduleExpression()),
                crawler.recrawlPolicy() == null
                        ? ""
                        : text(crawler.recrawlPolicy().recrawlBehaviorAsString()),
                crawler.schemaChangePolicy() == null
                        ? ""
                        : text(crawler.schemaChangePolicy().updateBehaviorAsString()),
                crawler.schemaChangePolicy() == null
                        ? ""
                        : text(crawler.schemaChangePolicy().deleteBehaviorAsString()),
                json(text(crawler.configuration())),
                crawler.classifiers(),
                crawler.lakeFormationConfiguration() != null
                        && Objects.requireNonNullElse(
                                crawler.lakeFormationConfiguration().useLakeFormationCredentials(), false));
    }

    private static List<String> others(@Nullable CrawlerTargets targets) {
        List<String> others = new ArrayList<>();
        if (targets != null) {
            add(others, "JdbcTargets", targets.jdbcTargets());
            add(others, "MongoDBTargets", targets.mongoDBTargets());
            add(others, "DynamoDBTargets", targets.dynamoDBTargets());
            add(others, "CatalogTargets", targets.catalogTargets());
            add(others, "DeltaTargets", targets.deltaTargets());
            add(others, "IcebergTargets", targets.icebergTargets());
            add(others, "HudiTargets", targets.hudiTargets());
        }
        return others;
    }

    private static void add(List<String> others, String kind, List<?> targets) {
        if (!targets.isEmpty()) {
            others.add(kind);
        }
    }

    private static JsonNode json(String text) {
        if (text.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException notJson) {
            // Glue refuses such a text itself; the settings that it should hold are found missing.
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
