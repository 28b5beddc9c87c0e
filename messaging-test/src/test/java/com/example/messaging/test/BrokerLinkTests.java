package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerLinkTests {

    /** The frame heartbeat (AMQP 0-9-1, "General Frame Format"). */
    private static final byte[] HEARTBEAT = {8, 0, 0, 0, 0, 0, 0, (byte) 0xCE};

    /** The method frame basic.ack, on channel 1, for delivery 1. */
    private static final byte[] ACK = {1, 0, 1, 0, 0, 0, 13, 0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 0, 1, 0, (byte) 0xCE};

    private ServerSocket echo;

    private BrokerLink link;

    @BeforeEach
    void startEcho() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve);
        server.setDaemon(true);
        server.start();
        link = new BrokerLink("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void stopEcho() throws IOException {
        link.close();
        echo.close();
    }

    @Test
    void passesBytesOn() throws IOException {
        try (Socket client = connect()) {
            assertThat(exchange(client)).isEqualTo(HEARTBEAT);
        }
    }

    @Test
    void passesFramesOnThatComeInPieces() throws IOException {
        try (Socket client = connect()) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write(ACK, 0, 10);
            client.getOutputStream().write(ACK, 10, ACK.length - 10);

            assertThat(client.getInputStream().readNBytes(ACK.length)).isEqualTo(ACK);
        }
    }

    @Test
    void swallowsConfirmsAndNothingElse() throws IOException {
        link.swallowConfirms();
        try (Socket client = connect()) {
            client.getOutputStream().write(ACK);

            assertThat(exchange(client)).isEqualTo(HEARTBEAT);

            link.restore();
            assertThat(readsNothing(client)).isTrue();
        }
        try (Socket client = connect()) {
            client.getOutputStream().write(ACK);

            assertThat(client.getInputStream().readNBytes(ACK.length)).isEqualTo(ACK);
        }
    }

    @Test
    void cutEndsConnectionsAndRefusesNewOnes() throws IOException {
        try (Socket client = connect()) {
            exchange(client);

            link.cut();

            assertThat(readsNothing(client)).isTrue();
            assertThatIOException().isThrownBy(this::connect);
        }
    }

    @Test
    void hangTakesConnectionsAndLetsNothingThrough() throws IOException {
        link.hang();

        try (Socket client = connect()) {
            client.setSoTimeout(300);

            assertThatIOException().isThrownBy(() -> exchange(client)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void restoreMendsBoth() throws IOException {
        link.hang();
        link.cut();

        link.restore();

        try (Socket client = connect()) {
            assertThat(exchange(client)).isEqualTo(HEARTBEAT);
        }
    }

    @Test
    void cutFindsThoseThatCameWhileConnectionsWereDropped() throws Exception {
        Queue<Socket> clients = new ConcurrentLinkedQueue<>();
        List<Thread> comers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            comers.add(started(() -> {
                for (int n = 0; n < 150; n++) {
                    try {
                        clients.add(connect());
                    } catch (IOException dropped) {
                        // It is one that nobody has to end any more.
                    }
                }
            }));
        }
        while (comers.stream().anyMatch(Thread::isAlive)) {
            link.dropConnections();
        }

        link.cut();

        assertThat(clients).isNotEmpty();
        assertThat(clients.stream().filter(client -> !readsNothing(client)).findFirst())
                .isEmpty();
        for (Socket client : clients) {
            client.close();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] exchange(Socket client) throws IOException {
        client.getOutputStream().write(HEARTBEAT);
        return client.getInputStream().readNBytes(HEARTBEAT.length);
    }

    private static boolean readsNothing(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException ex) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket peer = echo.accept();
                Thread worker = new Thread(() -> copy(peer));
                worker.setDaemon(true);
                worker.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(Socket peer) {
        try (peer) {
            peer.getInputStream().transferTo(peer.getOutputStream());
        } catch (IOException ended) {
            // The test is over.
        }
    }
}
