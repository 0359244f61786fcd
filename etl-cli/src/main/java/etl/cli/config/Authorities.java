package etl.cli.config;

import java.nio.file.Path;
import java.util.Map;

/// Who may have signed the server's certificate.
public sealed interface Authorities {
    /// The name that libpq has for the well-known ones.
    String SYSTEM = "system";

    /// The well-known ones, which come with Java.
    record OfJava() implements Authorities {
        @Override
        public String toString() {
            return SYSTEM;
        }
    }

    /// Those of a file.
    record OfFile(Path path) implements Authorities {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// What tells the driver.
    default Map<String, String> properties() {
        return switch (this) {
            case OfJava java -> Map.of("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            case OfFile file -> Map.of(SourceUrl.SSL_ROOT_CERT, file.path().toString());
        };
    }
}
