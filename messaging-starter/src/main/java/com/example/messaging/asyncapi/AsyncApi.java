package com.example.messaging.asyncapi;

import static com.example.messaging.asyncapi.Nodes.amqp;
import static com.example.messaging.asyncapi.Nodes.escaped;
import static com.example.messaging.asyncapi.Nodes.map;
import static com.example.messaging.asyncapi.Nodes.reference;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.properties.BindingProperties;
import com.example.messaging.properties.ExchangeProperties;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import com.example.messaging.topology.Topology;
import com.example.model.Upcastable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The AsyncAPI 3.0.0 document of services: the event types of their catalogue, the exchanges that they publish to, the
 * queues that they receive from, and which binding leads from one to the other. Bindings are those of AMQP 0-9-1 (AsyncAPI,
 * "AMQP 0-9-1 Bindings", 0.3.0).
 */
public final class AsyncApi {

    private static final String MQTT_EXCHANGE = "amq.topic";

    private final EventCatalog catalog;

    private final Replies replies;

    private final Map<String, Object> channels = new LinkedHashMap<>();

    private final Map<String, Object> operations = new LinkedHashMap<>();

    private boolean mqtt;

    private AsyncApi(EventCatalog catalog) {
        this.catalog = catalog;
        this.replies = new Replies(catalog);
    }

    /**
     * What a document begins with.
     *
     * @param title the name of the application, or of all of them together
     * @param version its version
     * @param description what it does
     */
    public record Info(String title, String version, String description) {}

    /**
     * Writes the document, as YAML.
     *
     * @param catalog the event types that there are
     * @param services the settings of each service, by its name
     */
    public static String yaml(Info info, EventCatalog catalog, Map<String, MessagingProperties> services) {
        AsyncApi document = new AsyncApi(catalog);
        new TreeMap<>(services).forEach(document::add);
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        options.setSplitLines(false);
        return new Yaml(options).dump(document.document(info));
    }

    private Map<String, Object> document(Info info) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asyncapi", "3.0.0");
        document.put("info", map("title", info.title(), "version", info.version(), "description", info.description()));
        document.put("defaultContentType", "application/json");
        document.put("servers", servers());
        document.put("channels", channels);
        document.put("operations", operations);
        document.put(
                "components",
                map(
                        "messages",
                        Messages.of(catalog),
                        "messageTraits",
                        map(Messages.CLOUD_EVENTS, Messages.cloudEventsTrait())));
        return document;
    }

    private Map<String, Object> servers() {
        Map<String, Object> servers = map("rabbitmq", server("amqp", "5672", "RabbitMQ, AMQP 0-9-1"));
        if (mqtt) {
            servers.put("mqtt", server("mqtt", "1883", "The same broker, MQTT 3.1.1 with QoS 1"));
        }
        return servers;
    }

    private static Map<String, Object> server(String protocol, String port, String description) {
        return map(
                "host",
                "{host}:{port}",
                "protocol",
                protocol,
                "description",
                description,
                "variables",
                map("host", map("default", "localhost"), "port", map("default", port)));
    }

    private void add(String service, MessagingProperties properties) {
        properties.exchanges().forEach((name, exchange) -> {
            for (EventDefinition event : published(name, properties)) {
                addExchangeChannel(event, exchange);
                operations.put(
                        "%s.send.%s".formatted(service, event.type()),
                        operation("send", event.type(), List.of(event.type())));
            }
            exchange.bindings().stream()
                    .filter(binding -> binding.exchange().equals(MQTT_EXCHANGE))
                    .forEach(binding -> eventsOf(name, binding.routingKey())
                            .forEach(event -> addMqttChannel(service, event, binding)));
        });
        properties.queues().forEach((name, queue) -> addQueue(service, name, queue, properties));
    }

    /** What a service publishes to an exchange: no answers, no requests that it answers itself, no earlier versions. */
    private List<EventDefinition> published(String exchange, MessagingProperties properties) {
        List<EventDefinition> received = properties.queues().values().stream()
                .flatMap(queue -> queue.bindings().stream())
                .flatMap(binding -> eventsOf(binding.exchange(), binding.routingKey()).stream())
                .toList();
        return eventsOf(exchange, "#").stream()
                .filter(event -> !replies.isAnswer(event))
                .filter(event -> !Upcastable.class.isAssignableFrom(event.eventClass()))
                .filter(event -> event.answer() == null || !received.contains(event))
                .toList();
    }

    private void addExchangeChannel(EventDefinition event, ExchangeProperties exchange) {
        channels.put(
                event.type(),
                map(
                        "address",
                        event.type(),
                        "description",
                        "Published to exchange '%s' with routing key '%s'".formatted(event.exchange(), event.type()),
                        "servers",
                        List.of(reference("/servers/rabbitmq")),
                        "messages",
                        references(List.of(event.type())),
                        "bindings",
                        amqp(map(
                                "is",
                                "routingKey",
                                "exchange",
                                map(
                                        "name",
                                        event.exchange(),
                                        "type",
                                        exchange.type().name().toLowerCase(Locale.ROOT),
                                        "durable",
                                        true,
                                        "autoDelete",
                                        false,
                                        "vhost",
                                        "/")))));
    }

    private void addMqttChannel(String service, EventDefinition event, BindingProperties binding) {
        mqtt = true;
        String topic = event.type().replace('.', '/');
        String channel = "mqtt." + event.type();
        channels.put(
                channel,
                map(
                        "address",
                        topic,
                        "description",
                        "The body alone, as an MQTT 3.1.1 device sends it; the broker hands it on to exchange '%s' with routing key '%s'"
                                .formatted(event.exchange(), event.type()),
                        "servers",
                        List.of(reference("/servers/mqtt")),
                        "messages",
                        references(List.of(event.type())),
                        "x-bindings",
                        List.of(map(
                                "exchange",
                                binding.exchange(),
                                "routingKey",
                                binding.routingKey(),
                                "destination",
                                event.exchange()))));
        operations.put(
                "%s.receive.%s".formatted(service, channel), operation("receive", channel, List.of(event.type())));
    }

    private void addQueue(String service, String name, QueueProperties queue, MessagingProperties properties) {
        List<String> types = new ArrayList<>();
        List<Object> bindings = new ArrayList<>();
        for (BindingProperties binding : queue.bindings()) {
            bindings.add(map("exchange", binding.exchange(), "routingKey", binding.routingKey()));
            eventsOf(binding.exchange(), binding.routingKey()).forEach(event -> types.add(event.type()));
        }
        if (types.isEmpty()) {
            return;
        }
        Map<String, Object> channel = map(
                "address",
                name,
                "description",
                description(name, queue, properties),
                "servers",
                List.of(reference("/servers/rabbitmq")),
                "messages",
                references(types),
                "bindings",
                amqp(map(
                        "is",
                        "queue",
                        "queue",
                        map("name", name, "durable", true, "exclusive", false, "autoDelete", false, "vhost", "/"))));
        channel.put("x-bindings", bindings);
        channels.put(name, channel);
        operations.put("%s.receive.%s".formatted(service, name), operation("receive", name, types));
    }

    private static String description(String name, QueueProperties queue, MessagingProperties properties) {
        List<String> delays =
                properties.retryOf(name).delays().stream().map(Topology::text).toList();
        return "A %s queue. A message that fails is tried again after %s, and then %s"
                .formatted(
                        queue.type().name().toLowerCase(Locale.ROOT),
                        delays.isEmpty() ? "no time" : String.join(", ", delays),
                        queue.deadLetter() ? "rests in '%s'".formatted(Topology.deadLetterQueue(name)) : "dropped");
    }

    /** The known events of an exchange whose routing keys fit a pattern ("Topic Exchange"). */
    private List<EventDefinition> eventsOf(String exchange, String pattern) {
        BindingProperties binding = new BindingProperties(exchange, pattern);
        return catalog.definitions().stream()
                .filter(event -> event.exchange().equals(exchange) && binding.matches(event.type()))
                .toList();
    }

    private Map<String, Object> operation(String action, String channel, List<String> types) {
        Map<String, Object> operation = map(
                "action",
                action,
                "channel",
                reference("/channels/" + escaped(channel)),
                "messages",
                types.stream()
                        .map(type -> reference("/channels/%s/messages/%s".formatted(escaped(channel), escaped(type))))
                        .toList());
        if (types.size() == 1) {
            replies.add(types.get(0), operation, channels);
        }
        return operation;
    }

    private static Map<String, Object> references(List<String> types) {
        Map<String, Object> references = new LinkedHashMap<>();
        types.forEach(type -> references.put(type, reference("/components/messages/" + escaped(type))));
        return references;
    }
}
