package etl.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Stands between a client and a server that talk over TCP and breaks the connection at a chosen byte. Bytes are counted
/// over all connections, in the direction from the server to the client.
///
/// ```java
/// try (var proxy = TcpProxy.before(db.host(), db.port())) {
///     proxy.fault(12_345, TcpProxy.Fault.CUT_ONE);
/// ```
public final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 1 << 14;
    private static final long NEVER = Long.MAX_VALUE;

    /// What happens at the byte.
    public enum Fault {
        /// The connection that it belongs to is closed on both sides.
        CUT_ONE,
        /// Every connection is closed on both sides.
        CUT_ALL,
        /// The connection that it belongs to says nothing more and stays open.
        SILENCE
    }

    private final String host;
    private final int port;
    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private long passed;
    private long faultAt = NEVER;
    private Fault fault = Fault.CUT_ONE;

    private TcpProxy(String host, int port, ServerSocket server) {
        this.host = host;
        this.port = port;
        this.server = server;
    }

    /// Starts a proxy that so far only forwards.
    public static TcpProxy before(String host, int port) {
        try {
            var proxy = new TcpProxy(host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("tcp proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The port on the loopback address at which the proxy listens.
    public int port() {
        return server.getLocalPort();
    }

    /// Has a fault happen once, after so many more bytes from the server.
    ///
    /// @param afterBytes how many of them still reach the client, on all connections together
    public synchronized void fault(long afterBytes, Fault happening) {
        faultAt = passed + afterBytes;
        fault = happening;
    }

    /// Nothing happens any more that hasn't happened.
    ///
    /// @return whether the fault had happened
    public synchronized boolean disarm() {
        var happened = faultAt == NEVER;
        faultAt = NEVER;
        return happened;
    }

    /// How many bytes the server's side has sent so far, on all connections together.
    public synchronized long passed() {
        return passed;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var service = new Socket();
                keep(client);
                keep(service);
                service.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                client.setTcpNoDelay(true);
                service.setTcpNoDelay(true);
                pump(client, service, false);
                pump(service, client, true);
            } catch (IOException e) {
                // The proxy is being closed, or the server is: the client sees its connection end.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        Thread.ofVirtual().start(() -> {
            var buffer = new byte[BUFFER_BYTES];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    var forwarded = counted ? allowed(count) : count;
                    out.write(buffer, 0, forwarded);
                    if (forwarded < count) {
                        happens();
                        return;
                    }
                }
            } catch (IOException e) {
                // One side has gone; the other one is closed too.
            }
        });
    }

    /// How many of the next bytes get through; fewer than come when the fault is due among them.
    private synchronized int allowed(int count) {
        if (passed + count <= faultAt) {
            passed += count;
            return count;
        }
        var allowed = (int) (faultAt - passed);
        passed += allowed;
        return allowed;
    }

    /// Returns when the connection is to be closed.
    private void happens() throws IOException {
        Fault happening;
        synchronized (this) {
            faultAt = NEVER;
            happening = fault;
        }
        switch (happening) {
            case CUT_ONE -> {}
            case CUT_ALL -> closeAll();
            case SILENCE -> sleepUntilClosed();
        }
    }

    private void sleepUntilClosed() {
        synchronized (server) {
            try {
                while (!server.isClosed()) {
                    server.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void keep(Socket socket) {
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
    }

    private void closeAll() throws IOException {
        List<Socket> open;
        synchronized (this) {
            open = List.copyOf(sockets);
        }
        for (var socket : open) {
            socket.close();
        }
    }

    /// Ends every connection and listens no more.
    @Override
    public void close() {
        try {
            server.close();
            synchronized (server) {
                server.notifyAll();
            }
            closeAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
