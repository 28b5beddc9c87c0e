package com.example.messaging.topology;

import com.example.messaging.properties.AuditProperties;
import com.example.messaging.properties.BindingProperties;
import com.example.messaging.properties.ExchangeProperties;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.QueueProperties;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The stream that keeps every event ("Streams and Super Streams"): what the queues of the services take, and what no
 * queue wants. It is bound to each exchange by the keys that their queues are bound by, and not by all: an exchange that
 * always has somewhere to send a message never tells that nobody wants it.
 */
final class AuditStream {

    private static final long LARGEST_SEGMENT = 500_000_000;

    /** The broker forgets whole segments only, and never the last. */
    private static final int SEGMENTS = 10;

    private AuditStream() {}

    static List<Declaration> declarations(MessagingProperties properties) {
        AuditProperties audit = properties.audit();
        if (!audit.enabled()) {
            return List.of();
        }
        Set<Declaration> all = new LinkedHashSet<>();
        all.add(new Declaration.OfQueue(audit.queue(), arguments(audit)));
        all.add(new Declaration.OfBinding(audit.queue(), properties.unroutable().exchange(), ""));
        Stream.concat(
                        properties.queues().values().stream()
                                .map(QueueProperties::bindings)
                                .flatMap(List::stream)
                                .filter(binding -> tellsWhatNobodyWants(binding, properties)),
                        audit.bindings().stream())
                .forEach(binding ->
                        all.add(new Declaration.OfBinding(audit.queue(), binding.exchange(), binding.routingKey())));
        return List.copyOf(all);
    }

    /** Where it is the publisher who hears that nobody wants a message, as with requests, the stream takes none. */
    private static boolean tellsWhatNobodyWants(BindingProperties binding, MessagingProperties properties) {
        ExchangeProperties exchange = properties.exchanges().get(binding.exchange());
        return exchange == null || exchange.alternate();
    }

    private static Map<String, Object> arguments(AuditProperties audit) {
        long length = audit.maxLength().toBytes();
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("x-queue-type", "stream");
        arguments.put("x-max-age", age(audit.maxAge()));
        arguments.put("x-max-length-bytes", length);
        arguments.put("x-stream-max-segment-size-bytes", Math.min(LARGEST_SEGMENT, length / SEGMENTS));
        return arguments;
    }

    /** As the broker reads it: a number of whole seconds, minutes, hours or days. */
    private static String age(Duration age) {
        long seconds = Math.max(1, age.toSeconds());
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 != 0 ? seconds / 3_600 + "h" : seconds / 86_400 + "D";
    }
}
