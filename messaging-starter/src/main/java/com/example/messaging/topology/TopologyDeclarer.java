package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;

/**
 * Declares the topology on every new connection: a broker that lost its definitions gets them back. What the broker
 * refuses does not keep the rest from being declared.
 */
final class TopologyDeclarer extends TopologyListener {

    private static final Logger logger = LoggerFactory.getLogger(TopologyDeclarer.class);

    private final Topology topology;

    TopologyDeclarer(Topology topology) {
        this.topology = topology;
    }

    @Override
    String doing() {
        return "declaring";
    }

    @Override
    List<BrokerSetupException> visit(Broker broker) throws IOException {
        List<BrokerSetupException> refusals = new ArrayList<>();
        for (Declaration declaration : topology.declarations()) {
            try {
                declare(declaration, broker);
            } catch (IOException | AmqpException | ShutdownSignalException ex) {
                Optional<BrokerSetupException> refusal = Refusal.explain(declaration, ex);
                if (refusal.isEmpty()) {
                    throw ex;
                }
                refusals.add(refusal.get());
                if (!broker.isThere()) {
                    break;
                }
            }
        }
        logger.debug(
                "Declared {} objects, {} of them refused",
                topology.declarations().size(),
                refusals.size());
        return refusals;
    }

    private static void declare(Declaration declaration, Broker broker) throws IOException {
        if (declaration instanceof Declaration.OfForeignExchange foreign && broker.has(foreign)) {
            return;
        }
        try {
            broker.run(declaration::declare);
        } catch (IOException ex) {
            if (!(Refusal.isReply(ex, AMQP.ACCESS_REFUSED)
                    && declaration instanceof Declaration.Named named
                    && isThere(named, broker))) {
                throw ex;
            }
            logger.debug("The {} is there, and may not be declared by this user", declaration.label());
        }
    }

    /** Asked for after a refusal, which is what a person is to see if there is another one. */
    private static boolean isThere(Declaration.Named object, Broker broker) throws IOException {
        try {
            return broker.has(object);
        } catch (IOException ex) {
            if (Refusal.replyTo(ex) == null) {
                throw ex;
            }
            return false;
        }
    }
}
