package com.example.messaging.topology;

import com.example.messaging.properties.BindingProperties;
import com.example.messaging.properties.ExchangeProperties;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that a service needs on the broker, in the order in which it can be declared: the exchanges that it
 * publishes to and those that its bindings name, its queues with their dead-letter queues, the bindings, and the place
 * for messages that no queue wants. Services that name the same exchange, and say nothing else of it, work out the same
 * declaration.
 */
public final class Topology {

    private static final String DEAD_LETTER_SUFFIX = ".dlq";

    private static final String RETRY_PREFIX = "retry.";

    /** For queues that people look into: looking counts as a delivery, and since RabbitMQ 4.0 the default is 20. */
    private static final int UNLIMITED_DELIVERIES = 1_000_000_000;

    private final List<Declaration> declarations;

    private Topology(List<Declaration> declarations) {
        this.declarations = List.copyOf(declarations);
    }

    static Topology of(MessagingProperties properties) {
        check(properties);
        List<Declaration> all = new ArrayList<>();
        String unroutable = properties.unroutable().exchange();
        all.add(new Declaration.OfExchange(unroutable, "fanout", Map.of()));
        exchanges(properties).forEach((name, exchange) -> {
            Declaration.OfExchange declaration = new Declaration.OfExchange(
                    name,
                    exchange.type().name().toLowerCase(Locale.ROOT),
                    exchange.alternate() ? Map.of("alternate-exchange", unroutable) : Map.of());
            all.add(
                    properties.exchanges().containsKey(name)
                            ? declaration
                            : new Declaration.OfForeignExchange(declaration));
        });
        properties.exchanges().forEach((name, exchange) -> {
            for (BindingProperties binding : exchange.bindings()) {
                all.add(new Declaration.OfExchangeBinding(name, binding.exchange(), binding.routingKey()));
            }
        });
        all.add(new Declaration.OfQueue(
                unroutable,
                Map.of(
                        "x-queue-type",
                        "quorum",
                        "x-max-length",
                        properties.unroutable().maxLength(),
                        "x-delivery-limit",
                        UNLIMITED_DELIVERIES)));
        all.add(new Declaration.OfBinding(unroutable, unroutable, ""));
        String deadLetters = properties.deadLetter().exchange();
        all.add(new Declaration.OfExchange(deadLetters, "direct", Map.of()));
        properties.queues().keySet().stream()
                .flatMap(queue -> properties.retryOf(queue).delays().stream())
                .distinct()
                .sorted()
                .forEach(delay -> addRetryTier(delay, all));
        properties.queues().forEach((name, queue) -> {
            if (queue.deadLetter()) {
                all.add(new Declaration.OfQueue(
                        deadLetterQueue(name),
                        Map.of("x-queue-type", "quorum", "x-delivery-limit", UNLIMITED_DELIVERIES)));
                all.add(new Declaration.OfBinding(deadLetterQueue(name), deadLetters, name));
            }
            all.add(new Declaration.OfQueue(name, arguments(name, queue, deadLetters)));
            for (BindingProperties binding : queue.bindings()) {
                all.add(new Declaration.OfBinding(name, binding.exchange(), binding.routingKey()));
            }
        });
        all.addAll(AuditStream.declarations(properties));
        return new Topology(all);
    }

    /**
     * A place to wait: whatever is published to its exchange, with a queue's name as routing key, is on that queue when
     * the time is over. At-least-once dead lettering keeps a message until the queue has it ("Quorum Queues").
     */
    private static void addRetryTier(Duration delay, List<Declaration> all) {
        String name = retryTier(delay);
        all.add(new Declaration.OfExchange(name, "fanout", Map.of()));
        all.add(new Declaration.OfQueue(
                name,
                Map.of(
                        "x-queue-type", "quorum",
                        "x-message-ttl", delay.toMillis(),
                        "x-dead-letter-exchange", "",
                        "x-dead-letter-strategy", "at-least-once",
                        "x-overflow", "reject-publish")));
        all.add(new Declaration.OfBinding(name, name, ""));
    }

    /** The name of the exchange, and of the queue behind it, where messages wait so long for their next attempt. */
    public static String retryTier(Duration delay) {
        return RETRY_PREFIX + text(delay);
    }

    /** As people write it: 200ms, 10s, 1m, 2h. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 60_000 != 0) {
            return millis / 1_000 + "s";
        }
        return millis % 3_600_000 != 0 ? millis / 60_000 + "m" : millis / 3_600_000 + "h";
    }

    /** The name of the queue where the dead letters of a queue rest. */
    public static String deadLetterQueue(String queue) {
        return queue + DEAD_LETTER_SUFFIX;
    }

    /**
     * Whether a queue is the service's own, or is named as the starter names where messages wait or rest: for retry, as
     * dead letters, unroutable, or in the audit trail. What is published there by name passes by all bindings.
     */
    public static boolean isOwnQueue(String name, MessagingProperties properties) {
        return properties.queues().containsKey(name) || isKeptQueue(name, properties);
    }

    List<Declaration> declarations() {
        return declarations;
    }

    /** Those of the configuration and those that bindings name; the broker's own ({@code amq.*}) are there already. */
    private static Map<String, ExchangeProperties> exchanges(MessagingProperties properties) {
        Map<String, ExchangeProperties> exchanges = new TreeMap<>(properties.exchanges());
        Stream.of(
                        properties.queues().values().stream().map(QueueProperties::bindings),
                        properties.exchanges().values().stream().map(ExchangeProperties::bindings),
                        properties.audit().enabled()
                                ? Stream.of(properties.audit().bindings())
                                : Stream.<List<BindingProperties>>empty())
                .flatMap(Function.identity())
                .flatMap(List::stream)
                .map(BindingProperties::exchange)
                .filter(name -> !isKept(name, properties))
                .forEach(name -> exchanges.putIfAbsent(name, ExchangeProperties.valueOf("topic")));
        return exchanges;
    }

    private static Map<String, Object> arguments(String name, QueueProperties queue, String deadLetters) {
        boolean quorum = queue.type() == QueueProperties.Type.QUORUM;
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("x-queue-type", queue.type().name().toLowerCase(Locale.ROOT));
        if (quorum) {
            arguments.put("x-delivery-limit", queue.deliveryLimit());
        }
        if (queue.deadLetter()) {
            arguments.put("x-dead-letter-exchange", deadLetters);
            arguments.put("x-dead-letter-routing-key", name);
            if (quorum) {
                // At-least-once dead lettering needs both, else it is silently at-most-once ("Quorum Queues").
                arguments.put("x-dead-letter-strategy", "at-least-once");
                arguments.put("x-overflow", "reject-publish");
            }
        }
        queue.arguments().forEach((argument, value) -> arguments.put(argument, typed(value)));
        return arguments;
    }

    /** Properties files and environment variables know text only, and the broker insists on numbers. */
    private static Object typed(Object value) {
        if (value instanceof String text) {
            if (text.matches("-?\\d{1,18}")) {
                return Long.valueOf(text);
            }
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
        }
        return value;
    }

    private static void check(MessagingProperties properties) {
        properties.queues().keySet().forEach(name -> {
            if (name.startsWith("amq.") || isKeptQueue(name, properties)) {
                throw invalid(name, "is a name that the broker or the starter keeps for itself");
            }
            if (isTooLong(deadLetterQueue(name))) {
                throw invalid(name, "is too long: with '" + DEAD_LETTER_SUFFIX + "' it may have 255 bytes");
            }
        });
        properties
                .queues()
                .forEach((name, queue) ->
                        checkBindings("queue '%s' in 'messaging.queues'".formatted(name), queue.bindings()));
        properties
                .exchanges()
                .forEach((name, exchange) ->
                        checkBindings("exchange '%s' in 'messaging.exchanges'".formatted(name), exchange.bindings()));
        checkBindings("'messaging.audit'", properties.audit().bindings());
        properties.exchanges().keySet().forEach(name -> {
            if (isTooLong(name)) {
                throw new BrokerSetupException(
                        "The exchange name '%s' in 'messaging.exchanges' is too long: it may have 255 bytes."
                                .formatted(name),
                        "Give the exchange a shorter name.",
                        null);
            }
            if (isKept(name, properties)) {
                throw new BrokerSetupException(
                        "The exchange name '%s' in 'messaging.exchanges' is one that the broker or the starter keeps for itself."
                                .formatted(name),
                        "Give the exchange another name.",
                        null);
            }
        });
    }

    private static void checkBindings(String whose, List<BindingProperties> bindings) {
        bindings.stream()
                .filter(binding -> binding.exchange().matches(".*[*#].*"))
                .forEach(binding -> {
                    throw new BrokerSetupException(
                            "The binding '%s' of %s does not say which exchange it is for."
                                    .formatted(binding.routingKey(), whose),
                            "A pattern that begins with a wildcard needs both: 'exchange' and 'routing-key'.",
                            null);
                });
    }

    private static boolean isTooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > 255;
    }

    private static boolean isKept(String exchange, MessagingProperties properties) {
        return exchange.startsWith("amq.")
                || exchange.startsWith(RETRY_PREFIX)
                || exchange.equals(properties.unroutable().exchange())
                || exchange.equals(properties.deadLetter().exchange());
    }

    private static boolean isKeptQueue(String name, MessagingProperties properties) {
        return name.startsWith(RETRY_PREFIX)
                || name.endsWith(DEAD_LETTER_SUFFIX)
                || name.equals(properties.unroutable().exchange())
                || (properties.audit().enabled()
                        && name.equals(properties.audit().queue()));
    }

    private static BrokerSetupException invalid(String queue, String why) {
        return new BrokerSetupException(
                "The queue name '%s' in 'messaging.queues' %s.".formatted(queue, why),
                "Give the queue another name.",
                null);
    }
}
