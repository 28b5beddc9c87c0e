package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerLinkTests {

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
            assertThat(exchange(client)).isEqualTo('x');
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
            assertThat(exchange(client)).isEqualTo('x');
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int exchange(Socket client) throws IOException {
        client.getOutputStream().write('x');
        return client.getInputStream().read();
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

    private static void copy(Socket peer) {
        try (peer) {
            peer.getInputStream().transferTo(peer.getOutputStream());
        } catch (IOException ended) {
            // The test is over.
        }
    }
}
