package com.example.messaging.topology;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Declares the topology on every new connection, before anybody uses it: a broker that lost its definitions gets them
 * back. What the broker refuses is logged, and remembered for the check at start; the rest is declared all the same.
 */
public final class TopologyDeclarer implements ConnectionListener {

    private static final Logger logger = LoggerFactory.getLogger(TopologyDeclarer.class);

    private final Topology topology;

    private volatile List<BrokerSetupException> refusals = List.of();

    TopologyDeclarer(Topology topology) {
        this.topology = topology;
    }

    @Override
    public void onCreate(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        List<BrokerSetupException> found = new ArrayList<>();
        for (Declaration declaration : topology.declarations()) {
            try {
                declare(declaration, connection);
            } catch (IOException | AmqpException | ShutdownSignalException ex) {
                Optional<BrokerSetupException> refusal = Refusal.explain(declaration, ex);
                if (refusal.isEmpty()) {
                    logger.warn("The connection was lost while declaring {}", declaration.label());
                    return;
                }
                found.add(refusal.get());
                if (!connection.isOpen()) {
                    break;
                }
            }
        }
        refusals = found;
        if (found.isEmpty()) {
            logger.debug("Declared {} objects", topology.declarations().size());
        }
        found.forEach(refusal -> logger.error("{} {}", refusal.getMessage(), refusal.action()));
    }

    /** What the broker refused on the newest connection. */
    List<BrokerSetupException> refusals() {
        return refusals;
    }

    /**
     * Each on a channel of its own, because a refusal closes the channel. The client's own channels, because Spring's
     * reopen by themselves, connection and all, which would begin this again.
     */
    private static void declare(Declaration declaration, Connection connection) throws IOException {
        Channel channel = Objects.requireNonNull(connection.getDelegate(), "Not connected")
                .createChannel();
        try {
            declaration.declare(channel);
        } finally {
            if (channel.isOpen()) {
                channel.abort();
            }
        }
    }
}
