package com.example.messaging.asyncapi;

import static com.example.messaging.asyncapi.Nodes.map;
import static com.example.messaging.asyncapi.Nodes.reference;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers to requests in a document (AsyncAPI, "Operation Reply Object"). */
final class Replies {

    private final EventCatalog catalog;

    Replies(EventCatalog catalog) {
        this.catalog = catalog;
    }

    /** Whether a record is what somebody is answered with, and is published to no exchange. */
    boolean isAnswer(EventDefinition event) {
        return catalog.definitions().stream().anyMatch(request -> event.eventClass() == request.answer());
    }

    /** Adds to an operation, and to the channels, how a request of this type is answered; nothing if it is none. */
    void add(String type, Map<String, Object> operation, Map<String, Object> channels) {
        String answer = answerTo(type);
        if (answer == null) {
            return;
        }
        String channel = type + ".reply";
        Map<String, Object> messages = new LinkedHashMap<>();
        for (String name : List.of(answer, Messages.PROBLEM)) {
            messages.put(name, reference("/components/messages/" + name));
        }
        channels.put(
                channel,
                map(
                        "address",
                        null,
                        "description",
                        "The queue that the property reply_to of the request names: RabbitMQ's direct reply-to, or one of the requester's own. The property correlation_id repeats that of the request",
                        "servers",
                        List.of(reference("/servers/rabbitmq")),
                        "messages",
                        messages));
        operation.put(
                "reply",
                map(
                        "channel",
                        reference("/channels/" + channel),
                        "messages",
                        messages.keySet().stream()
                                .map(name -> reference("/channels/%s/messages/%s".formatted(channel, name)))
                                .toList()));
    }

    private @Nullable String answerTo(String type) {
        Class<?> answer = catalog.find(type).map(EventDefinition::answer).orElse(null);
        return answer == null ? null : catalog.of(answer).type();
    }
}
