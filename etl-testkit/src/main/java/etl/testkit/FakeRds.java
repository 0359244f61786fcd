package etl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// Stands in front of the Postgres server of the tests as RDS does: the connection is encrypted, and a member of the role
/// `rds_iam` signs in by a token of IAM, whose signature, host, port, role and age are checked. Whatever comes after the
/// login is the server's.
///
/// Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
public final class FakeRds implements AutoCloseable {
    /// The name that clients must use.
    public static final String HOST = "localhost";

    private static final Duration TOKEN_LASTS = Duration.ofMinutes(15);
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final int CANCEL_REQUEST = 80_877_102;
    private static final int CLEAR_TEXT_PASSWORD = 3;
    private static final int BUFFER_BYTES = 1 << 14;

    private final TestDatabase server;
    private final AwsKeys keys;
    private final SSLContext tls;
    private final ServerSocket listener;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    private FakeRds(TestDatabase server, AwsKeys keys, SSLContext tls, ServerSocket listener) {
        this.server = server;
        this.keys = keys;
        this.tls = tls;
        this.listener = listener;
    }

    /// Starts it.
    ///
    /// @param keys who may sign tokens, and the time
    /// @param certificate the server's certificate for [#HOST]
    public static FakeRds before(TestDatabase server, AwsKeys keys, TestAuthority.Certificate certificate) {
        try {
            server.execute("""
                    do $$ begin
                      create role rds_iam;
                    exception when duplicate_object or unique_violation then null;
                    end $$""");
            var rds = new FakeRds(
                    server, keys, certificate.context(), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("fake rds").start(rds::accept);
            return rds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port at which it listens.
    public int port() {
        return listener.getLocalPort();
    }

    /// Lets a role sign in, if it is a member of `rds_iam`. What it has as a password opens nothing here.
    public FakeRds admit(TestDatabase role) {
        passwords.put(role.user(), role.password());
        return this;
    }

    /// The tokens that opened a connection, in order.
    public List<String> tokens() {
        synchronized (tokens) {
            return List.copyOf(tokens);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = keep(listener.accept());
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            var client = plain;
            var first = startup(client);
            if (first.code() == GSS_REQUEST) {
                client.getOutputStream().write('N');
                first = startup(client);
            }
            var encrypted = first.code() == SSL_REQUEST;
            if (encrypted) {
                client.getOutputStream().write('S');
                client = encrypt(client);
                first = startup(client);
            }
            if (first.code() == CANCEL_REQUEST) {
                try (var service = connect()) {
                    service.getOutputStream().write(first.bytes());
                }
                return;
            }
            login(client, encrypted, first);
        } catch (IOException e) {
            // One side has gone, and so does the connection.
        }
    }

    private SSLSocket encrypt(Socket client) throws IOException {
        var encrypted = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        encrypted.setUseClientMode(false);
        encrypted.startHandshake();
        return encrypted;
    }

    private void login(Socket client, boolean encrypted, Message startup) throws IOException {
        var user = startup.parameter("user");
        if (!encrypted) {
            refuse(client, "28000", "no pg_hba.conf entry for user \"" + user + "\", no encryption");
            return;
        }
        var out = new DataOutputStream(client.getOutputStream());
        out.write('R');
        out.writeInt(8);
        out.writeInt(CLEAR_TEXT_PASSWORD);
        out.flush();
        var token = password(client);
        if (!isMember(user)) {
            refuse(client, "28P01", "password authentication failed for user \"" + user + "\"");
            return;
        }
        try {
            verify(user, token);
        } catch (SignedRequest.Refusal refusal) {
            // As RDS, which tells nobody but its own log why.
            refuse(client, "28000", "PAM authentication failed for user \"" + user + "\"");
            return;
        }
        try (var service = connect()) {
            service.getOutputStream().write(startup.bytes());
            if (new DataInputStream(service.getInputStream()).readNBytes(9)[8] != CLEAR_TEXT_PASSWORD) {
                throw new IllegalStateException("the server doesn't ask a member of rds_iam for a clear text password");
            }
            var bytes = passwords.getOrDefault(user, "").getBytes(StandardCharsets.UTF_8);
            var login = new DataOutputStream(service.getOutputStream());
            login.write('p');
            login.writeInt(4 + bytes.length + 1);
            login.write(bytes);
            login.write(0);
            login.flush();
            synchronized (tokens) {
                tokens.add(token);
            }
            relay(client, service);
        }
    }

    private boolean isMember(String user) {
        return "true"
                .equals(server.text(
                        "select pg_has_role(rolname, 'rds_iam', 'member') from pg_roles where rolname = '%s'"
                                .formatted(user.replace("'", "''"))));
    }

    private void verify(String user, String token) throws SignedRequest.Refusal {
        var expected = "%s:%d/?".formatted(HOST, port());
        if (!token.startsWith(expected)) {
            throw new SignedRequest.Refusal("AccessDenied", "it isn't for " + expected);
        }
        var query = token.substring(expected.length());
        var asked = Arrays.asList(query.split("&"));
        if (!asked.contains("Action=connect") || !asked.contains("DBUser=" + user)) {
            throw new SignedRequest.Refusal("AccessDenied", "it isn't for " + user);
        }
        var unused = new SignedRequest("GET", "/", query, Map.of("host", HOST + ":" + port()), SignedRequest.NO_BODY)
                .verifyQuery(keys, "rds-db", TestS3.REGION, TOKEN_LASTS);
    }

    /// Passes everything on, both ways, until both sides have said all.
    private static void relay(Socket client, Socket service) throws IOException {
        var answers = Thread.ofVirtual().start(() -> pass(service, client));
        pass(client, service);
        try {
            answers.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        var buffer = new byte[BUFFER_BYTES];
        try (to) {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // One side has gone; the other one is closed too.
        }
    }

    private Socket connect() throws IOException {
        return keep(new Socket(server.host(), server.port()));
    }

    private Socket keep(Socket socket) {
        synchronized (sockets) {
            sockets.removeIf(Socket::isClosed);
            sockets.add(socket);
        }
        return socket;
    }

    /// A message that has no type: the first of a connection.
    private record Message(int code, byte[] bytes) {
        String parameter(String name) {
            var texts = new String(bytes, 8, bytes.length - 8, StandardCharsets.UTF_8).split("\0", -1);
            for (var i = 0; i + 1 < texts.length; i += 2) {
                if (texts[i].equals(name)) {
                    return texts[i + 1];
                }
            }
            return "";
        }
    }

    private static Message startup(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        var length = in.readInt();
        var code = in.readInt();
        var bytes = new ByteArrayOutputStream();
        var copy = new DataOutputStream(bytes);
        copy.writeInt(length);
        copy.writeInt(code);
        copy.write(in.readNBytes(length - 8));
        return new Message(code, bytes.toByteArray());
    }

    private static String password(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        if (in.read() != 'p') {
            throw new EOFException("no password came");
        }
        var bytes = in.readNBytes(in.readInt() - 4);
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private static void refuse(Socket client, String state, String message) throws IOException {
        var fields = ("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0\0").getBytes(StandardCharsets.UTF_8);
        var out = new DataOutputStream(client.getOutputStream());
        out.write('E');
        out.writeInt(4 + fields.length);
        out.write(fields);
        out.flush();
    }

    /// Ends every connection and listens no more.
    @Override
    public void close() {
        try {
            listener.close();
            List<Socket> open;
            synchronized (sockets) {
                open = List.copyOf(sockets);
            }
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
