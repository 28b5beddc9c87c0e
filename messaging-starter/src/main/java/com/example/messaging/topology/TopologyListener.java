package com.example.messaging.topology;

import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Sees to the topology on every new connection, before anybody uses it. What does not fit is logged, and remembered for
 * the check at start and for health.
 */
public abstract sealed class TopologyListener implements ConnectionListener permits TopologyDeclarer, TopologyVerifier {

    private static final Logger logger = LoggerFactory.getLogger(TopologyListener.class);

    /** What did not fit on the newest connection; nothing before the first. */
    private final AtomicReference<@Nullable List<BrokerSetupException>> findings = new AtomicReference<>();

    /** Not to be made outside of this package. */
    TopologyListener() {}

    /** What it does to the topology, as in "declaring the topology", for a person to read. */
    abstract String doing();

    /**
     * Does it, and returns what does not fit.
     *
     * @throws IOException if the connection is lost
     */
    abstract List<BrokerSetupException> visit(Broker broker) throws IOException;

    @Override
    public final void onCreate(@Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        List<BrokerSetupException> found;
        try {
            found = List.copyOf(visit(new Broker(connection)));
        } catch (IOException | AmqpException | ShutdownSignalException ex) {
            logger.warn("The connection was lost while {} the topology ({})", doing(), String.valueOf(ex.getMessage()));
            return;
        }
        List<BrokerSetupException> before = findings.getAndSet(found);
        // Each connection finds the same.
        if (before == null || !texts(before).equals(texts(found))) {
            found.stream()
                    .collect(Collectors.groupingBy(
                            BrokerSetupException::action,
                            LinkedHashMap::new,
                            Collectors.mapping(BrokerSetupException::getMessage, Collectors.joining(" "))))
                    .forEach((action, findingsWithIt) -> logger.error("{} {}", findingsWithIt, action));
            if (before != null && found.isEmpty()) {
                logger.info("RabbitMQ has what 'messaging' describes again");
            }
        }
    }

    private static List<String> texts(List<BrokerSetupException> findings) {
        return findings.stream()
                .map(finding -> String.valueOf(finding.getMessage()))
                .toList();
    }

    /** What did not fit on the newest connection, or null if there was none yet. */
    @Nullable
    List<BrokerSetupException> findings() {
        return findings.get();
    }
}
