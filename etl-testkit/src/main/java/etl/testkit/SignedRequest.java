package etl.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A request that is signed by AWS' Signature Version 4, and whether it is signed well. Written from the specification,
/// not with the SDK that signs.
///
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
///
/// @param method such as `POST`
/// @param path as sent, percent-encoded
/// @param query as sent, empty when there is none
/// @param headers by their names in lower case
/// @param bodyHash SHA-256 of the body in hexadecimal digits, or what stands for it
record SignedRequest(String method, String path, String query, Map<String, String> headers, String bodyHash) {
    static final String NO_BODY = sha256(new byte[0]);

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// How old a signature in a header may be.
    private static final Duration HEADER_LASTS = Duration.ofMinutes(5);

    /// Why a request isn't taken, by the name that AWS has for it.
    static final class Refusal extends Exception {
        private final String code;

        Refusal(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    private record Credential(String accessKey, String date, String region, String service) {
        static Credential parse(String text) throws Refusal {
            var parts = text.split("/", -1);
            if (parts.length != 5 || !parts[4].equals("aws4_request")) {
                throw new Refusal("IncompleteSignature", "no credential: " + text);
            }
            return new Credential(parts[0], parts[1], parts[2], parts[3]);
        }

        String scope() {
            return date + "/" + region + "/" + service + "/aws4_request";
        }
    }

    /// Who has signed it in a header.
    AwsKeys.Key verifyHeader(AwsKeys keys, String service, String region) throws Refusal {
        var authorization = headers.getOrDefault("authorization", "");
        if (!authorization.startsWith(ALGORITHM + " ")) {
            throw new Refusal("MissingAuthenticationToken", "Missing Authentication Token");
        }
        Map<String, String> parts = new TreeMap<>();
        for (var part : authorization.substring(ALGORITHM.length()).split(",", -1)) {
            var equals = part.indexOf('=');
            parts.put(part.substring(0, equals).strip(), part.substring(equals + 1));
        }
        return verify(
                keys,
                Credential.parse(parts.getOrDefault("Credential", "")),
                service,
                region,
                time(headers.getOrDefault("x-amz-date", "")),
                HEADER_LASTS,
                headers.getOrDefault("x-amz-security-token", ""),
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""),
                query);
    }

    /// Who has signed it in its query.
    ///
    /// @param longest for how long it may have been signed
    AwsKeys.Key verifyQuery(AwsKeys keys, String service, String region, Duration longest) throws Refusal {
        Map<String, String> parameters = new TreeMap<>();
        List<String> unsigned = new ArrayList<>();
        for (var pair : query.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.put(name, URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            if (!name.equals("X-Amz-Signature")) {
                unsigned.add(pair);
            }
        }
        if (!ALGORITHM.equals(parameters.get("X-Amz-Algorithm"))) {
            throw new Refusal("MissingAuthenticationToken", "it isn't signed");
        }
        Duration lasts;
        try {
            lasts = Duration.ofSeconds(Long.parseLong(parameters.getOrDefault("X-Amz-Expires", "")));
        } catch (NumberFormatException e) {
            throw new Refusal("IncompleteSignature", "it says not for how long");
        }
        if (lasts.compareTo(longest) > 0) {
            throw new Refusal("AccessDenied", "it is signed for " + lasts);
        }
        return verify(
                keys,
                Credential.parse(parameters.getOrDefault("X-Amz-Credential", "")),
                service,
                region,
                time(parameters.getOrDefault("X-Amz-Date", "")),
                lasts,
                parameters.getOrDefault("X-Amz-Security-Token", ""),
                parameters.getOrDefault("X-Amz-SignedHeaders", ""),
                parameters.getOrDefault("X-Amz-Signature", ""),
                String.join("&", unsigned));
    }

    private AwsKeys.Key verify(
            AwsKeys keys,
            Credential credential,
            String service,
            String region,
            Instant signed,
            Duration lasts,
            String token,
            String signedHeaders,
            String signature,
            String signedQuery)
            throws Refusal {
        var now = keys.clock().instant();
        var key = keys.find(credential.accessKey())
                .orElseThrow(() -> new Refusal(
                        "UnrecognizedClientException", "The security token included in the request is invalid"));
        if (!key.sessionToken().orElse("").equals(token)) {
            throw new Refusal("UnrecognizedClientException", "The security token included in the request is invalid");
        }
        if (key.expires().isPresent() && !now.isBefore(key.expires().get())) {
            throw new Refusal("ExpiredTokenException", "The security token included in the request is expired");
        }
        if (!credential.service().equals(service)
                || !credential.region().equals(region)
                || !credential.date().equals(TIME.format(signed).substring(0, "uuuuMMdd".length()))) {
            throw new Refusal(
                    "SignatureDoesNotMatch",
                    "Credential should be scoped to %s in %s, and is to %s"
                            .formatted(service, region, credential.scope()));
        }
        if (now.isAfter(signed.plus(lasts)) || now.isBefore(signed.minus(HEADER_LASTS))) {
            throw new Refusal(
                    "SignatureDoesNotMatch",
                    "Signature expired: it was signed at %s, now it is %s".formatted(signed, now));
        }
        var toSign = String.join(
                "\n",
                ALGORITHM,
                TIME.format(signed),
                credential.scope(),
                sha256(canonical(signedQuery, signedHeaders).getBytes(StandardCharsets.UTF_8)));
        var secret = hmac(
                ("AWS4" + key.secretKey()).getBytes(StandardCharsets.UTF_8),
                credential.date(),
                credential.region(),
                credential.service(),
                "aws4_request",
                toSign);
        if (!MessageDigest.isEqual(
                HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.US_ASCII))) {
            throw new Refusal(
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided");
        }
        return key;
    }

    private String canonical(String signedQuery, String signedHeaders) {
        var parameters =
                new ArrayList<>(signedQuery.isEmpty() ? List.<String>of() : Arrays.asList(signedQuery.split("&")));
        Collections.sort(parameters);
        var lines = new StringBuilder();
        for (var name : signedHeaders.split(";", -1)) {
            lines.append(name)
                    .append(':')
                    .append(headers.getOrDefault(name, "").strip().replaceAll(" +", " "))
                    .append('\n');
        }
        return String.join("\n", method, path, String.join("&", parameters), lines.toString(), signedHeaders, bodyHash);
    }

    private static Instant time(String text) throws Refusal {
        try {
            return TIME.parse(text, Instant::from);
        } catch (RuntimeException e) {
            throw new Refusal("IncompleteSignature", "no time: " + text);
        }
    }

    private static byte[] hmac(byte[] key, String... texts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var result = key;
            for (var text : texts) {
                mac.init(new SecretKeySpec(result, "HmacSHA256"));
                result = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            }
            return result;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The name of a header as [#headers] has it.
    static String name(String header) {
        return header.toLowerCase(Locale.ROOT);
    }
}
