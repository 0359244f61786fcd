package etl.cli;

import etl.cli.IamPolicy.Need;
import etl.testkit.FaultProxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A call of AWS' interface, and what IAM wants for it.
///
/// Source: the Service Authorization Reference, and for S3 "Required permissions for Amazon S3 API operations"
///
/// @param name such as `UploadPart`
/// @param needs all of them
record ApiCall(String name, List<Need> needs) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// @param object whether it is about an object, not the bucket
    /// @param parameter what its query has; empty: none of the others' marks
    private record S3Form(String method, boolean object, String parameter, String name, String action) {}

    private static final List<S3Form> S3 = List.of(
            new S3Form("GET", false, "list-type", "ListObjectsV2", "s3:ListBucket"),
            new S3Form("GET", false, "uploads", "ListMultipartUploads", "s3:ListBucketMultipartUploads"),
            new S3Form("GET", false, "lifecycle", "GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
            new S3Form("POST", true, "uploads", "CreateMultipartUpload", "s3:PutObject"),
            new S3Form("PUT", true, "partNumber", "UploadPart", "s3:PutObject"),
            new S3Form("POST", true, "uploadId", "CompleteMultipartUpload", "s3:PutObject"),
            new S3Form("DELETE", true, "uploadId", "AbortMultipartUpload", "s3:AbortMultipartUpload"),
            new S3Form("PUT", true, "", "PutObject", "s3:PutObject"),
            new S3Form("DELETE", true, "", "DeleteObject", "s3:DeleteObject"),
            new S3Form("HEAD", true, "", "HeadObject", "s3:GetObject"),
            new S3Form("GET", true, "", "GetObject", "s3:GetObject"));

    /// Parameters that change nothing about the permission.
    private static final List<String> HARMLESS = List.of(
            "prefix",
            "delimiter",
            "continuation-token",
            "start-after",
            "max-keys",
            "encoding-type",
            "key-marker",
            "upload-id-marker",
            "max-uploads",
            "uploadId",
            "x-id");

    /// Headers that ask for a permission of their own.
    private static final List<String> TELLING =
            List.of("x-amz-acl", "x-amz-tagging", "x-amz-object-lock", "x-amz-copy-source", "x-amz-grant");

    /// What Glue's calls need beside the action of their own name.
    private static final Map<String, String> ALSO = Map.of("BatchDeletePartition", "glue:DeletePartition");

    static ApiCall ofS3(FaultProxy.Seen request) {
        String[] target = request.target().split("\\?", 2);
        String path = URLDecoder.decode(target[0].substring(1), StandardCharsets.UTF_8);
        int slash = path.indexOf('/');
        boolean object = slash >= 0 && slash < path.length() - 1;
        List<String> parameters = target.length == 1
                ? List.of()
                : Arrays.stream(target[1].split("&"))
                        .map(pair -> pair.replaceFirst("=.*", ""))
                        .toList();
        request.headers().keySet().forEach(header -> {
            if (TELLING.stream().anyMatch(header::startsWith)) {
                throw new AssertionError("a header with a permission of its own: " + header);
            }
        });
        S3Form form = S3.stream()
                .filter(one -> one.method().equals(request.method())
                        && one.object() == object
                        && (one.parameter().isEmpty() || parameters.contains(one.parameter())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("an unknown call: " + request));
        for (String parameter : parameters) {
            if (!parameter.equals(form.parameter()) && !HARMLESS.contains(parameter)) {
                throw new AssertionError("an unknown parameter: " + request);
            }
        }
        String resource = "arn:aws:s3:::" + (object ? path : path.replaceFirst("/$", ""));
        return new ApiCall(form.name(), List.of(new Need(form.action(), resource)));
    }

    static ApiCall ofGlue(FaultProxy.Seen request, String region, String account) {
        String name = operation(request, "AWSGlue");
        JsonNode body = JSON.readTree(request.body());
        String arn = "arn:aws:glue:%s:%s:".formatted(region, account);
        List<String> resources = switch (name) {
            case "GetCrawler", "StartCrawler" -> List.of(arn + "crawler/" + text(body, "Name"));
            case "GetCrawlerMetrics", "ListCrawlers" -> List.of("*");
            case "GetDatabase" -> inDatabase(arn, text(body, "Name"), Optional.empty());
            case "CreateDatabase" -> inDatabase(arn, text(body.path("DatabaseInput"), "Name"), Optional.empty());
            case "GetTables" -> inDatabase(arn, text(body, "DatabaseName"), Optional.of("any"));
            case "GetTable" -> inDatabase(arn, text(body, "DatabaseName"), Optional.of(text(body, "Name")));
            case "CreateTable", "UpdateTable" ->
                inDatabase(arn, text(body, "DatabaseName"), Optional.of(text(body.path("TableInput"), "Name")));
            case "GetPartition",
                    "BatchGetPartition",
                    "BatchCreatePartition",
                    "BatchUpdatePartition",
                    "BatchDeletePartition" ->
                inDatabase(arn, text(body, "DatabaseName"), Optional.of(text(body, "TableName")));
            default -> throw new AssertionError("an unknown call: " + request);
        };
        List<Need> needs = new ArrayList<>();
        for (String resource : resources) {
            needs.add(new Need("glue:" + name, resource));
            if (ALSO.containsKey(name)) {
                needs.add(new Need(ALSO.get(name), resource));
            }
        }
        return new ApiCall(name, needs);
    }

    /// The catalog, the database and the table: a call needs the action on each.
    private static List<String> inDatabase(String arn, String database, Optional<String> table) {
        List<String> resources = new ArrayList<>(List.of(arn + "catalog", arn + "database/" + database));
        table.ifPresent(name -> resources.add(arn + "table/" + database + "/" + name));
        return resources;
    }

    static ApiCall ofSecrets(FaultProxy.Seen request, java.util.function.UnaryOperator<String> arn) {
        String name = operation(request, "secretsmanager");
        String secret = text(JSON.readTree(request.body()), "SecretId");
        return new ApiCall(
                name,
                List.of(new Need("secretsmanager:" + name, secret.startsWith("arn:") ? secret : arn.apply(secret))));
    }

    private static String operation(FaultProxy.Seen request, String service) {
        String target = request.headers().getOrDefault("x-amz-target", "");
        if (!target.startsWith(service + ".")) {
            throw new AssertionError("an unknown call: " + request);
        }
        return target.substring(service.length() + 1);
    }

    private static String text(JsonNode node, String field) {
        String text = node.path(field).asString("");
        if (text.isEmpty()) {
            throw new AssertionError("no " + field + " in " + node);
        }
        return text;
    }
}
