package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;

/**
 * Declares the topology on every new connection: a broker that lost its definitions gets them back. What the broker
 * refuses does not keep the rest from being declared, and what is there and belongs to others need not be declared.
 */
final class TopologyDeclarer extends TopologyListener {

    private static final Logger logger = LoggerFactory.getLogger(TopologyDeclarer.class);

    private final Topology topology;

    /** What is there, and not this user's to declare: the broker logs each refusal, so nothing is tried twice. */
    private final Set<Declaration.Named> others = ConcurrentHashMap.newKeySet();

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
        int othersBefore = others.size();
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
        if (others.size() > othersBefore) {
            logger.info(
                    "Left as they are, bindings included, because this user has no permission to configure them: {}",
                    others.stream().map(Declaration::label).sorted().collect(Collectors.joining(", ")));
        }
        logger.debug(
                "Declared {} objects, {} of them refused",
                topology.declarations().size(),
                refusals.size());
        return refusals;
    }

    private void declare(Declaration declaration, Broker broker) throws IOException {
        if (declaration instanceof Declaration.OfBinding binding && isOthers(Declaration.OfQueue.class, binding.queue())
                || declaration instanceof Declaration.OfExchangeBinding bound
                        && isOthers(Declaration.OfExchange.class, bound.destination())) {
            return;
        }
        if (declaration instanceof Declaration.Named object
                && (object instanceof Declaration.OfForeignExchange || others.contains(object))
                && broker.has(object)) {
            return;
        }
        try {
            broker.run(declaration::declare);
        } catch (IOException ex) {
            if (!(Refusal.isReply(ex, AMQP.ACCESS_REFUSED)
                    && declaration instanceof Declaration.Named object
                    && isThere(object, broker))) {
                throw ex;
            }
            others.add(object);
        }
    }

    private boolean isOthers(Class<? extends Declaration.Named> kind, String name) {
        return others.stream()
                .anyMatch(object -> kind.isInstance(object) && object.name().equals(name));
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
