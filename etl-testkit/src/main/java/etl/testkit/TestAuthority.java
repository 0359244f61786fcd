package etl.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// An authority that signs certificates of servers, made by the JDK's own keytool.
public final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final AtomicInteger signed = new AtomicInteger();

    private TestAuthority(Path store) {
        this.store = store;
    }

    /// A server's certificate.
    ///
    /// @param certificate it and its authority's, as PEM
    /// @param key its private key, as PEM
    /// @param context a server's side of TLS with it
    public record Certificate(String certificate, String key, SSLContext context) {}

    /// A new authority.
    ///
    /// @param folder where its files may lie
    public static TestAuthority create(Path folder, String name) {
        var authority = new TestAuthority(folder.resolve(name + ".p12"));
        authority.keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
        return authority;
    }

    /// The authority's own certificate, as PEM: what a client trusts.
    public String certificate() {
        try {
            return pem("CERTIFICATE", keys().getCertificate("ca").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate for a server.
    ///
    /// @param name the server's DNS name
    public Certificate server(String name) {
        return server(name, "-1d", 3);
    }

    /// A certificate for a server whose time is over.
    public Certificate expired(String name) {
        return server(name, "-10d", 3);
    }

    private Certificate server(String name, String begins, int days) {
        var alias = "server-" + signed.incrementAndGet();
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-signer",
                "ca",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-startdate",
                begins,
                "-validity",
                Integer.toString(days));
        try {
            var all = keys();
            var key = all.getKey(alias, PASSWORD.toCharArray());
            var chain = all.getCertificateChain(alias);
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("server", key, PASSWORD.toCharArray(), chain);
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            var certificates = new StringBuilder();
            for (var certificate : chain) {
                certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return new Certificate(certificates.toString(), pem("PRIVATE KEY", key.getEncoded()), context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore keys() throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }
}
