package com.example.messaging.test;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The way from an application to its broker, as a TCP proxy on the loopback address that a test can break: {@link #cut()}
 * is a broker that is down, {@link #hang()} one that takes connections and says nothing, {@link #loseLogins()} one that
 * ends them in the middle of the login, {@link #holdBack()} one that is short of memory and stops publishers, {@link
 * #swallowConfirms()} one whose confirms get lost, {@link #restore()} mends all.
 */
public final class BrokerLink implements AutoCloseable {

    private static final byte FRAME_END = (byte) 0xCE;

    /** The method frame connection.blocked, class 10, method 60, with the reason "test" (AMQP 0-9-1 extension). */
    private static final byte[] BLOCKED = {1, 0, 0, 0, 0, 0, 9, 0, 10, 0, 60, 4, 't', 'e', 's', 't', FRAME_END};

    /** connection.unblocked, class 10, method 61. */
    private static final byte[] UNBLOCKED = {1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 61, FRAME_END};

    private final InetSocketAddress target;

    private final int port;

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    private final AtomicInteger lostLogins = new AtomicInteger();

    private volatile boolean hanging;

    private volatile boolean losingLogins;

    private volatile boolean holdingBack;

    private volatile boolean swallowingConfirms;

    /** What goes from the broker to each client, by the client's socket. */
    private final Map<Socket, Downstream> downstreams = new ConcurrentHashMap<>();

    private ServerSocket server;

    private Thread acceptor;

    BrokerLink(String host, int port) {
        this.target = new InetSocketAddress(host, port);
        this.server = listen();
        ServerSocket first = server;
        this.acceptor = start(() -> accept(first));
        this.port = server.getLocalPort();
    }

    /** The port of 127.0.0.1 that leads to the broker. */
    public int port() {
        return port;
    }

    /** Ends all connections and refuses new ones. */
    public synchronized void cut() {
        close(server);
        // While a thread is still inside accept(), the port goes on taking connections.
        join(acceptor);
        dropConnections();
    }

    /**
     * Tells all clients that the broker is short of memory, as it does when they publish ("Blocked Connections"), and
     * passes nothing on that they send until {@link #restore()}. What they sent is not lost.
     */
    public synchronized void holdBack() {
        holdingBack = true;
        downstreams.values().forEach(downstream -> downstream.inject(BLOCKED));
    }

    /**
     * Lets everything through but the broker's answers to what was published: basic.ack and basic.nack. Those are lost,
     * as if their connection had been; {@link #restore()} ends all connections.
     */
    public synchronized void swallowConfirms() {
        swallowingConfirms = true;
    }

    /** Keeps all connections, and takes new ones, but lets no byte through. */
    public synchronized void hang() {
        hanging = true;
    }

    /** Ends all connections, and new ones as soon as the client answers the broker's greeting. */
    public synchronized void loseLogins() {
        losingLogins = true;
        dropConnections();
    }

    /** How many logins were lost so far. */
    public int lostLogins() {
        return lostLogins.get();
    }

    /** Lets everything through again. What hung was lost with its connection, which ends now. */
    public synchronized void restore() {
        if (holdingBack) {
            holdingBack = false;
            notifyAll();
            downstreams.values().forEach(downstream -> downstream.inject(UNBLOCKED));
        }
        losingLogins = false;
        if (hanging || swallowingConfirms) {
            dropConnections();
            hanging = false;
            swallowingConfirms = false;
        }
        if (server.isClosed()) {
            ServerSocket reopened = listenAgain(port);
            server = reopened;
            acceptor = start(() -> accept(reopened));
        }
    }

    @Override
    public void close() {
        cut();
    }

    /** Ends all connections, and takes new ones. */
    public synchronized void dropConnections() {
        // One by one: a client that comes meanwhile is closed now or stays in the list, where the next one finds it.
        open.removeIf(connection -> {
            close(connection);
            return true;
        });
    }

    private static ServerSocket listen() {
        try {
            return FreePorts.listen();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static ServerSocket listenAgain(int onPort) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort));
            return socket;
        } catch (IOException ex) {
            throw new UncheckedIOException("Can't listen on port " + onPort, ex);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket upstream = new Socket();
                open.add(client);
                open.add(upstream);
                connect(client, upstream);
                boolean loseLogin = losingLogins;
                start(() -> {
                    if (loseLogin) {
                        loseLogin(client, upstream);
                    } else {
                        pump(client, upstream, Upstream::new);
                    }
                });
                Downstream downstream = new Downstream(client.getOutputStream());
                downstreams.put(client, downstream);
                start(() -> pump(upstream, client, out -> downstream));
            } catch (IOException ex) {
                // The link was cut, or the broker refused: the loop's condition tells which.
            }
        }
    }

    private void connect(Socket client, Socket upstream) throws IOException {
        try {
            upstream.connect(target, 5_000);
        } catch (IOException ex) {
            close(client);
            throw ex;
        }
    }

    /** Passes on the protocol header (AMQP 0-9-1, "Protocol Negotiation") and ends what comes after it. */
    private void loseLogin(Socket client, Socket upstream) {
        try (client;
                upstream) {
            upstream.getOutputStream().write(client.getInputStream().readNBytes(8));
            if (client.getInputStream().read() >= 0) {
                lostLogins.incrementAndGet();
            }
        } catch (IOException ex) {
            // The client gave up first.
        } finally {
            open.remove(client);
            open.remove(upstream);
        }
    }

    private void pump(Socket from, Socket to, UnaryOperator<OutputStream> by) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = by.apply(to.getOutputStream());
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!hanging) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException ex) {
            // Either side ended the connection; closing both is all there is to do.
        } finally {
            open.remove(from);
            open.remove(to);
            downstreams.remove(to);
        }
    }

    /** Keeps what a client sends while publishers are held back. */
    private final class Upstream extends FilterOutputStream {

        Upstream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (BrokerLink.this) {
                while (holdingBack) {
                    try {
                        BrokerLink.this.wait();
                    } catch (InterruptedException ex) {
                        throw new IOException(ex);
                    }
                }
            }
            out.write(bytes, offset, length);
        }
    }

    /** Passes on whole frames (AMQP 0-9-1, "General Frame Format"), so that it can leave some out, and add its own. */
    private final class Downstream extends FilterOutputStream {

        /** Type, channel and length before the payload, an end behind it. */
        private static final int AROUND_PAYLOAD = 8;

        private byte[] incomplete = {};

        Downstream(OutputStream out) {
            super(out);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] all = Arrays.copyOf(incomplete, incomplete.length + length);
            System.arraycopy(bytes, offset, all, incomplete.length, length);
            ByteArrayOutputStream passed = new ByteArrayOutputStream(all.length);
            int at = 0;
            while (all.length - at >= AROUND_PAYLOAD) {
                int size = AROUND_PAYLOAD + ByteBuffer.wrap(all, at + 3, 4).getInt();
                if (all[at] == 'A') {
                    // The protocol header, by which a broker refuses a client.
                    size = AROUND_PAYLOAD;
                }
                if (all.length - at < size) {
                    break;
                }
                if (!(swallowingConfirms && isConfirm(all, at))) {
                    passed.write(all, at, size);
                }
                at += size;
            }
            incomplete = Arrays.copyOfRange(all, at, all.length);
            out.write(passed.toByteArray());
        }

        /** The method frames basic.ack, class 60, method 80, and basic.nack, method 120. */
        private static boolean isConfirm(byte[] bytes, int at) {
            return bytes[at] == 1
                    && ByteBuffer.wrap(bytes, at + 7, 2).getShort() == 60
                    && (bytes[at + 10] == 80 || bytes[at + 10] == 120);
        }

        synchronized void inject(byte[] frame) {
            try {
                out.write(frame);
            } catch (IOException ex) {
                // The client is gone.
            }
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "broker-link");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException ex) {
            // It is closed all the same.
        }
    }
}
