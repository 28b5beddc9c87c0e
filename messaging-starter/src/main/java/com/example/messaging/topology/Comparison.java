package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the arguments of an exchange or a queue that is there, without ever creating it. The broker compares them only
 * when something is declared; so this declares, and adds an argument with which the broker creates nothing. Should
 * somebody delete the object at that moment, the broker refuses.
 */
final class Comparison {

    /** The broker looks at it when it creates a queue, which must be a stream then, and never compares it else. */
    private static final Map<String, Object> CREATES_NO_QUEUE = Map.of("x-max-age", "never");

    /** The broker creates no exchange whose alternate exchange is a number, and compares it last. */
    private static final Map<String, Object> CREATES_NO_EXCHANGE = Map.of("alternate-exchange", 0);

    private Comparison() {}

    /**
     * Returns what differs.
     *
     * @throws IOException if the broker refuses, for example because this user may not configure the object, or if the
     *     connection is lost
     */
    static List<Difference> of(Declaration.Named object, Broker broker) throws IOException {
        if (object instanceof Declaration.OfQueue queue) {
            if ("stream".equals(queue.arguments().get("x-queue-type"))) {
                // There is no argument with which the broker would create none.
                return List.of();
            }
            return ofQueue(queue, broker);
        }
        return object instanceof Declaration.OfExchange exchange ? ofExchange(exchange, broker) : List.of();
    }

    /** The broker names the first difference only: that one is given in to, and the next is asked for. */
    private static List<Difference> ofQueue(Declaration.OfQueue queue, Broker broker) throws IOException {
        List<Difference> found = new ArrayList<>();
        Map<String, Object> arguments = new HashMap<>(queue.arguments());
        arguments.putAll(CREATES_NO_QUEUE);
        Optional<Difference> next = difference(new Declaration.OfQueue(queue.name(), arguments), broker);
        while (next.isPresent()) {
            Difference difference = next.get();
            boolean isNew = found.stream().noneMatch(before -> before.argument().equals(difference.argument()));
            if (!isNew) {
                break;
            }
            found.add(difference);
            if (!difference.argument().startsWith("x-")) {
                // Durable and the like: such a queue is another thing altogether.
                break;
            }
            giveIn(difference, arguments);
            next = difference(new Declaration.OfQueue(queue.name(), arguments), broker);
        }
        return found;
    }

    private static void giveIn(Difference difference, Map<String, Object> arguments) {
        if (!difference.isSetOnBroker()) {
            arguments.remove(difference.argument());
            return;
        }
        String text = difference.actualText();
        Object value = text;
        if (text.matches("-?\\d{1,18}")) {
            value = Long.valueOf(text);
        } else if (text.equals("true") || text.equals("false")) {
            value = Boolean.valueOf(text);
        }
        arguments.put(difference.argument(), value);
    }

    private static List<Difference> ofExchange(Declaration.OfExchange exchange, Broker broker) throws IOException {
        Optional<Difference> found =
                difference(new Declaration.OfExchange(exchange.name(), exchange.type(), CREATES_NO_EXCHANGE), broker);
        Object alternate = exchange.arguments().get("alternate-exchange");
        String wanted = alternate == null ? Difference.NOT_SET : "'" + alternate + "'";
        return found
                .map(difference ->
                        difference.argument().equals("alternate-exchange") ? difference.withWanted(wanted) : difference)
                .filter(difference -> !difference.wanted().equals(difference.actual()))
                .stream()
                .toList();
    }

    private static Optional<Difference> difference(Declaration declaration, Broker broker) throws IOException {
        try {
            broker.run(declaration::declare);
            return Optional.empty();
        } catch (IOException ex) {
            String reply = Refusal.replyTo(ex);
            Optional<Difference> difference = reply == null || !Refusal.isReply(ex, AMQP.PRECONDITION_FAILED)
                    ? Optional.empty()
                    : Difference.in(reply);
            if (difference.isEmpty()) {
                throw ex;
            }
            return difference;
        }
    }
}
