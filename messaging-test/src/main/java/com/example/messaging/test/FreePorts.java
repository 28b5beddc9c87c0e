package com.example.messaging.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that nobody listens on, and that stay free when they are given back: they are below the
 * range from which systems take the ports of outgoing connections (32768 and up on Linux), which come and go.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;

    private static final int LAST = 31_999;

    private FreePorts() {}

    /** Returns so many ports, all different. */
    public static int[] find(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                held.add(listen());
            }
            return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** Listens on one of them. */
    static ServerSocket listen() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            Optional<ServerSocket> socket =
                    listenIfFree(ThreadLocalRandom.current().nextInt(FIRST, LAST + 1));
            if (socket.isPresent()) {
                return socket.get();
            }
        }
        throw new IOException("No port from %d to %d is free".formatted(FIRST, LAST));
    }

    private static Optional<ServerSocket> listenIfFree(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Optional.of(socket);
        } catch (IOException taken) {
            socket.close();
            return Optional.empty();
        }
    }
}
