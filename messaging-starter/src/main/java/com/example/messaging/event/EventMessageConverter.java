package com.example.messaging.event;

import com.example.messaging.UnknownEventTypeException;
import com.example.model.Upcastable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;
import org.springframework.core.ResolvableType;

/**
 * Gives listener methods their event, by the type that the message names and never by a class name in it. A method that
 * takes {@code byte[]} or {@code String} gets the body as it is. One that takes a newer version of the event gets that
 * ({@link Upcastable}); several methods of a class ({@code @RabbitHandler}) get the newest.
 */
public final class EventMessageConverter implements MessageConverter {

    private final EventCodec codec;

    /**
     * @param codec reads and writes the events
     */
    public EventMessageConverter(EventCodec codec) {
        this.codec = codec;
    }

    @Override
    public Message toMessage(Object event, MessageProperties ignored) {
        return codec.write(event, codec.describe(event));
    }

    @Override
    public Object fromMessage(Message message) {
        Class<?> wanted = ResolvableType.forType(message.getMessageProperties().getInferredArgumentType())
                .resolve(Object.class);
        if (wanted == byte[].class) {
            return message.getBody();
        }
        if (wanted == String.class) {
            return new String(message.getBody(), StandardCharsets.UTF_8);
        }
        Object event = upcast(codec.read(message), wanted);
        if (!wanted.isInstance(event)) {
            throw new UnknownEventTypeException(
                    "The listener takes %s, but the event is a '%s'. Remove the binding that brings it here, or add a listener for it"
                            .formatted(
                                    wanted.getSimpleName(),
                                    EventMetadata.of(message).type()));
        }
        return event;
    }

    /** An event of an earlier version becomes the next, until it is one that the method takes. */
    private static Object upcast(Object event, Class<?> wanted) {
        Object newest = event;
        while (newest instanceof Upcastable<?> earlier && (wanted == Object.class || !wanted.isInstance(newest))) {
            newest = Objects.requireNonNull(earlier.upcast(), "The next version of an event");
        }
        return newest;
    }
}
