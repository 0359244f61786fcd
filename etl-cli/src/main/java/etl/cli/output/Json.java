package etl.cli.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes documents, which are records, as JSON. Loading it takes a while: only what prints JSON touches it.
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Json() {}

    /// The document as indented text, without a line's end.
    public static String text(Object document) {
        return MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document);
    }

    /// The document on one line, without its end.
    public static String line(Object document) {
        return MAPPER.writeValueAsString(document);
    }
}
