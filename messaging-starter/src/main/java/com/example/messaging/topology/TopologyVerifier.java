package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks on every new connection whether the topology is there, and declares nothing. Exchanges and queues are asked for
 * by name; where this user has the right to configure them, their arguments are compared too. AMQP 0-9-1 does not tell
 * what is bound to what.
 */
final class TopologyVerifier extends TopologyListener {

    private static final Logger logger = LoggerFactory.getLogger(TopologyVerifier.class);

    private static final String ACTION_IF_MISSING =
            "This application declares nothing, because 'messaging.topology.declare' is false: have an administrator create what is missing, or set it to true.";

    private final Topology topology;

    private final String virtualHost;

    /** Those whose arguments this user may not compare: the broker logs each refusal, so none is asked for twice. */
    private final Set<Declaration.Named> incomparable = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean told = new AtomicBoolean();

    TopologyVerifier(Topology topology, String virtualHost) {
        this.topology = topology;
        this.virtualHost = virtualHost;
    }

    @Override
    String doing() {
        return "verifying";
    }

    @Override
    List<BrokerSetupException> visit(Broker broker) throws IOException {
        List<BrokerSetupException> findings = new ArrayList<>();
        List<Declaration.Named> there = new ArrayList<>();
        for (Declaration declaration : topology.declarations()) {
            if (declaration instanceof Declaration.Named object && isThere(object, broker, findings)) {
                // The service's own queues come last in a topology, and are what it most likely may configure.
                there.add(0, object);
            }
        }
        for (Declaration.Named object : there) {
            compare(object, broker, there, findings);
        }
        if (findings.isEmpty() && told.compareAndSet(false, true)) {
            logger.info(
                    "RabbitMQ has the {} exchanges and queues that 'messaging' describes. {}Bindings can't be verified",
                    there.size(),
                    incomparable.isEmpty()
                            ? ""
                            : "The arguments of %d of them were not compared, because this user has no permission to configure them. "
                                    .formatted(incomparable.size()));
        }
        return findings;
    }

    private boolean isThere(Declaration.Named object, Broker broker, List<BrokerSetupException> findings)
            throws IOException {
        try {
            if (broker.has(object)) {
                return true;
            }
            findings.add(new BrokerSetupException(
                    "The %s is missing in virtual host '%s' of RabbitMQ. %s."
                            .formatted(object.label(), virtualHost, description(object)),
                    ACTION_IF_MISSING,
                    null));
        } catch (IOException ex) {
            String reply = Refusal.replyTo(ex);
            if (reply == null || !broker.isThere()) {
                throw ex;
            }
            if (object instanceof Declaration.OfForeignExchange && Refusal.isReply(ex, AMQP.ACCESS_REFUSED)) {
                // What is bound needs no permission on where its messages come from.
                logger.debug("This user may not know whether the {} is there", object.label());
                return false;
            }
            findings.add(new BrokerSetupException(
                    "RabbitMQ does not say whether the %s is there: %s.".formatted(object.label(), reply),
                    "Give the user of 'spring.rabbitmq.username' the permission to read from it or to write to it.",
                    ex));
        }
        return false;
    }

    /** As somebody has to make it. */
    private String description(Declaration.Named object) {
        if (object instanceof Declaration.OfQueue queue) {
            return "It is to be durable, with the arguments %s, %s"
                    .formatted(new TreeMap<>(queue.arguments()), bindings(queue.name()));
        }
        Declaration.OfExchange exchange = object instanceof Declaration.OfForeignExchange foreign
                ? foreign.ifMissing()
                : (Declaration.OfExchange) object;
        return "It is to be durable, of type '%s', with the arguments %s%s"
                .formatted(exchange.type(), new TreeMap<>(exchange.arguments()), exchangeBindings(exchange.name()));
    }

    private String exchangeBindings(String exchange) {
        String bindings = topology.declarations().stream()
                .filter(Declaration.OfExchangeBinding.class::isInstance)
                .map(Declaration.OfExchangeBinding.class::cast)
                .filter(binding -> binding.destination().equals(exchange))
                .map(binding ->
                        "to exchange '%s' with routing key '%s'".formatted(binding.source(), binding.routingKey()))
                .collect(Collectors.joining(" and "));
        return bindings.isEmpty() ? "" : ", and bound " + bindings;
    }

    private String bindings(String queue) {
        String bindings = topology.declarations().stream()
                .filter(Declaration.OfBinding.class::isInstance)
                .map(Declaration.OfBinding.class::cast)
                .filter(binding -> binding.queue().equals(queue))
                .map(binding ->
                        "to exchange '%s' with routing key '%s'".formatted(binding.exchange(), binding.routingKey()))
                .collect(Collectors.joining(" and "));
        return bindings.isEmpty() ? "and needs no binding" : "and bound " + bindings;
    }

    private void compare(
            Declaration.Named object, Broker broker, List<Declaration.Named> all, List<BrokerSetupException> findings)
            throws IOException {
        if (object instanceof Declaration.OfForeignExchange || incomparable.contains(object)) {
            return;
        }
        try {
            Comparison.of(object, broker)
                    .forEach(difference -> findings.add(new BrokerSetupException(
                            "The %s in virtual host '%s' of RabbitMQ is not as described: %s."
                                    .formatted(object.label(), virtualHost, difference.text()),
                            difference.action("have an administrator create it anew"),
                            null)));
        } catch (IOException ex) {
            if (Refusal.isReply(ex, AMQP.ACCESS_REFUSED)) {
                // Who may not configure the first has no such right at all, most likely.
                incomparable.addAll(object.equals(all.get(0)) ? all : List.of(object));
                return;
            }
            if (!Refusal.isReply(ex, AMQP.PRECONDITION_FAILED)) {
                throw ex;
            }
            // Nothing to compare with any more: somebody has deleted it meanwhile.
            isThere(object, broker, findings);
        }
    }
}
