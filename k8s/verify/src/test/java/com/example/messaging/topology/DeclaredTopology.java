package com.example.messaging.topology;

import com.example.messaging.properties.MessagingProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a service declares on the broker: the very calls, recorded instead of sent. */
public final class DeclaredTopology {

    private DeclaredTopology() {}

    /** One object on the broker. */
    public sealed interface Declared {}

    /** A durable exchange. */
    public record Exchange(String name, String type, Map<String, Object> arguments) implements Declared {}

    /** A durable queue. */
    public record Queue(String name, Map<String, Object> arguments) implements Declared {}

    /** A binding of a queue, or of an exchange, to an exchange. */
    public record Binding(String source, String destination, String destinationType, String routingKey)
            implements Declared {}

    /** Declares what these settings come to. */
    public static void declare(MessagingProperties properties, Channel channel) throws IOException {
        for (Declaration declaration : Topology.of(properties).declarations()) {
            declaration.declare(channel);
        }
    }

    /** Works out what these settings come to, without a broker. */
    public static List<Declared> of(MessagingProperties properties) {
        List<Declared> calls = new ArrayList<>();
        Channel recorder = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    calls.add(recorded(method.getName(), arguments));
                    return null;
                });
        try {
            declare(properties, recorder);
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
        return calls;
    }

    private static Binding binding(String destinationType, Object[] arguments) {
        return new Binding((String) arguments[1], (String) arguments[0], destinationType, (String) arguments[2]);
    }

    @SuppressWarnings("unchecked")
    private static Declared recorded(String method, Object[] arguments) {
        return switch (method) {
            case "exchangeDeclare" ->
                new Exchange((String) arguments[0], (String) arguments[1], (Map<String, Object>) arguments[4]);
            case "queueDeclare" -> new Queue((String) arguments[0], (Map<String, Object>) arguments[4]);
            case "queueBind" -> binding("queue", arguments);
            case "exchangeBind" -> binding("exchange", arguments);
            default ->
                throw new IllegalStateException("The starter declares by a call that is not known here: " + method);
        };
    }
}
