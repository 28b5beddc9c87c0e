package com.example.messaging.test;

import com.example.messaging.test.CertificateAuthority.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.images.builder.Transferable;

/**
 * A RabbitMQ of one test's own that also listens for TLS, and there takes only clients that show a certificate: in a
 * container, or as a private node of the installed package. One that {@code RABBITMQ_HOST} names has no such listener.
 */
public final class TlsBroker implements AutoCloseable {

    private static final int PORT_IN_CONTAINER = 5671;

    private static final String DIRECTORY_IN_CONTAINER = "/etc/rabbitmq/tls";

    private final RabbitMqBroker broker;

    private final int tlsPort;

    private final Runnable stop;

    private TlsBroker(RabbitMqBroker broker, int tlsPort, Runnable stop) {
        this.broker = broker;
        this.tlsPort = tlsPort;
        this.stop = stop;
    }

    /**
     * Starts it.
     *
     * @param authority who issues the certificates of its clients
     * @param server its own
     * @throws IllegalStateException if there is neither a container nor the package
     */
    public static TlsBroker start(CertificateAuthority authority, Identity server) throws IOException {
        Optional<TlsBroker> broker = inContainer(authority, server);
        if (broker.isEmpty()) {
            broker = asPrivateNode(authority, server);
        }
        return broker.orElseThrow(
                () -> new IllegalStateException(
                        "A test of TLS needs a RabbitMQ of its own: install the package rabbitmq-server, or start a Docker engine that has RabbitMQ's image or can pull it"));
    }

    private static Optional<TlsBroker> inContainer(CertificateAuthority authority, Identity server) {
        return ContainerBroker.start(container -> {
                    container.addExposedPort(PORT_IN_CONTAINER);
                    container.withCopyToContainer(
                            readable(authority.certificate()), DIRECTORY_IN_CONTAINER + "/ca.pem");
                    container.withCopyToContainer(
                            readable(server.certificate()), DIRECTORY_IN_CONTAINER + "/server.pem");
                    container.withCopyToContainer(
                            readable(server.privateKey()), DIRECTORY_IN_CONTAINER + "/server.key");
                    container.withCopyToContainer(
                            Transferable.of(settings(
                                    String.valueOf(PORT_IN_CONTAINER),
                                    DIRECTORY_IN_CONTAINER + "/ca.pem",
                                    DIRECTORY_IN_CONTAINER + "/server.pem",
                                    DIRECTORY_IN_CONTAINER + "/server.key")),
                            "/etc/rabbitmq/conf.d/90-tls.conf");
                })
                .map(container -> new TlsBroker(
                        ContainerBroker.broker(container),
                        container.getMappedPort(PORT_IN_CONTAINER),
                        container::stop));
    }

    /** The broker in the container is another user than the one of this test. */
    private static Transferable readable(Path file) {
        try {
            return Transferable.of(Files.readAllBytes(file), 0100644);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Optional<TlsBroker> asPrivateNode(CertificateAuthority authority, Identity server)
            throws IOException {
        int port = FreePorts.find(1)[0];
        String settings = settings(
                "127.0.0.1:" + port,
                authority.certificate().toAbsolutePath().toString(),
                server.certificate().toAbsolutePath().toString(),
                server.privateKey().toAbsolutePath().toString());
        return PrivateNode.start(settings).map(node -> new TlsBroker(node.broker(), port, node::stop));
    }

    /** RabbitMQ docs: "TLS Support". */
    private static String settings(String listener, String ca, String certificate, String privateKey) {
        return """
                listeners.ssl.default = %s
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """.formatted(listener, ca, certificate, privateKey);
    }

    /** The broker, with its port that takes everybody. */
    public RabbitMqBroker broker() {
        return broker;
    }

    /** The port for TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Stops it. */
    @Override
    public void close() {
        stop.run();
    }
}
