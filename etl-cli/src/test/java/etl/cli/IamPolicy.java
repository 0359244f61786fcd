package etl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A policy of IAM, as docs/aws.md has it.
///
/// @param statements every one allows something
record IamPolicy(List<Statement> statements) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path PAGE = Path.of("..", "docs", "aws.md");

    /// @param sid its name
    /// @param actions such as `s3:PutObject`, without `*`
    /// @param resources ARNs with `*` and `?`
    record Statement(String sid, Set<String> actions, Set<String> resources) {
        boolean allows(Need need) {
            return actions.contains(need.action())
                    && resources.stream().anyMatch(pattern -> matches(pattern, need.resource()));
        }
    }

    /// What a call needs.
    ///
    /// @param action such as `s3:PutObject`
    /// @param resource what it acts on, an ARN; `*` for an action that is not about one thing
    record Need(String action, String resource) {
        @Override
        public String toString() {
            return action + " on " + resource;
        }
    }

    /// The policy of that name.
    ///
    /// @param names what stands in the page for what is really there: `acme-warehouse` and the bucket's name, …
    static IamPolicy documented(String name, List<List<String>> names) {
        String text = block("<!-- policy: " + name + " -->");
        for (List<String> pair : names) {
            text = text.replace(pair.getFirst(), pair.getLast());
        }
        return parse(text, names);
    }

    /// The JSON that follows a mark of docs/aws.md.
    static String block(String mark) {
        try {
            Matcher block = Pattern.compile(Pattern.quote(mark) + "\\s*```json\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(PAGE));
            if (!block.find()) {
                throw new AssertionError("docs/aws.md has no " + mark);
            }
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IamPolicy parse(String text, List<List<String>> names) {
        String account = names.stream()
                .filter(pair -> pair.getFirst().equals("111122223333"))
                .findFirst()
                .orElseThrow()
                .getLast();
        List<Statement> statements = new ArrayList<>();
        for (JsonNode statement : JSON.readTree(text).get("Statement")) {
            if (!statement.get("Effect").asString().equals("Allow")) {
                throw new AssertionError("not understood: " + statement);
            }
            // The account is the one condition that a call without AWS can meet; keys are used by services.
            JsonNode condition = statement.path("Condition");
            String known = "{\"StringEquals\":{\"aws:ResourceAccount\":\"" + account + "\"}}";
            if (!condition.isMissingNode()
                    && !condition.toString().equals(known)
                    && !condition.toString().startsWith("{\"StringEquals\":{\"kms:ViaService\":")) {
                throw new AssertionError("not understood: " + condition);
            }
            statements.add(new Statement(
                    statement.path("Sid").asString(""),
                    texts(statement.get("Action")),
                    texts(statement.get("Resource"))));
        }
        return new IamPolicy(statements);
    }

    private static Set<String> texts(JsonNode oneOrMore) {
        return (oneOrMore.isArray() ? oneOrMore.valueStream() : Stream.of(oneOrMore))
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    IamPolicy and(IamPolicy other) {
        return new IamPolicy(
                Stream.concat(statements.stream(), other.statements.stream()).toList());
    }

    /// The same without an action.
    IamPolicy without(String action) {
        return new IamPolicy(statements.stream()
                .map(statement -> new Statement(
                        statement.sid(),
                        statement.actions().stream()
                                .filter(one -> !one.equals(action))
                                .collect(Collectors.toCollection(TreeSet::new)),
                        statement.resources()))
                .toList());
    }

    boolean allows(Need need) {
        return statements.stream().anyMatch(statement -> statement.allows(need));
    }

    Set<String> actions() {
        return statements.stream()
                .flatMap(statement -> statement.actions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static boolean matches(String pattern, String resource) {
        String regex = Stream.of(pattern.split("(?<=[*?])|(?=[*?])"))
                .map(part -> part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part))
                .collect(Collectors.joining());
        return resource.matches(regex);
    }
}
