package com.example.testbed;

import com.example.messaging.test.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.h2.engine.Constants;
import org.h2.tools.Server;

/** H2's own server, as a process that can be killed. */
final class H2Server implements Database {

    private final Path directory = Directories.create("h2");

    private final int port;

    private Child process;

    H2Server() {
        try {
            this.port = FreePorts.find(1)[0];
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        this.process = launch();
        awaitAnswer();
    }

    private Child launch() {
        String jar =
                Server.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return Child.start(
                List.of(
                        ServiceProcess.java(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-Dh2.bindAddress=127.0.0.1",
                        "-cp",
                        jar,
                        Server.class.getName(),
                        "-tcp",
                        "-tcpPort",
                        String.valueOf(port),
                        "-ifNotExists",
                        "-baseDir",
                        directory.toString()),
                Map.of(),
                directory.resolve("server.log"));
    }

    private void awaitAnswer() {
        Awaitility.await("H2's server").atMost(Duration.ofSeconds(30)).until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
                return true;
            } catch (IOException ex) {
                return false;
            }
        });
    }

    @Override
    public String title() {
        return "H2 " + Constants.VERSION;
    }

    @Override
    public Map<String, String> environment(String name) {
        return Map.of(
                "SPRING_DATASOURCE_URL",
                "jdbc:h2:tcp://127.0.0.1:" + port + "/./" + name
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                        + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE");
    }

    /** The pool does not know H2's way to say that a connection is lost, so it has to try each. */
    @Override
    public String[] options() {
        return new String[] {"-Dcom.zaxxer.hikari.aliveBypassWindowMs=0"};
    }

    @Override
    public void stop() {
        process.stop(Duration.ofSeconds(30));
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void start() {
        process = launch();
        awaitAnswer();
    }

    @Override
    public void close() {
        process.kill();
        Directories.delete(directory);
    }
}
