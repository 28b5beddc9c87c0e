package com.example.messaging.request;

import com.example.messaging.EventClient;
import com.example.messaging.EventPublicationException;
import com.example.messaging.InvalidEventException;
import com.example.messaging.RequestFailedException;
import com.example.messaging.RequestTimeoutException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.UnusableAnswerException;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventMessageConverter;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.EventScope;
import com.example.messaging.event.ProblemCodec;
import com.example.messaging.publisher.Outgoing;
import com.example.model.Request;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.support.micrometer.RabbitMessageSenderContext;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation;
import org.springframework.amqp.rabbit.support.micrometer.RabbitTemplateObservation.DefaultRabbitTemplateObservationConvention;
import org.springframework.beans.factory.DisposableBean;

/** Asks by RabbitMQ's direct reply-to. */
final class RabbitEventClient implements EventClient, DisposableBean {

    private static final Logger logger = LoggerFactory.getLogger(RabbitEventClient.class);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final Duration LONGEST = Duration.ofDays(1);

    private final EventCatalog catalog;

    private final EventCodec codec;

    private final EventMessageConverter converter;

    private final RequestSender sender;

    private final ObservationRegistry observations;

    RabbitEventClient(EventCatalog catalog, EventCodec codec, RequestSender sender, ObservationRegistry observations) {
        this.catalog = catalog;
        this.codec = codec;
        this.converter = new EventMessageConverter(codec);
        this.sender = sender;
        this.observations = observations;
    }

    @Override
    public <R> R request(Request<R> request, Duration timeout) {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "The timeout of a request is %s, and may be a millisecond to a day".formatted(timeout));
        }
        EventDefinition definition = catalog.of(request.getClass());
        EventDefinition wanted = catalog.of(Objects.requireNonNull(definition.answer(), "A request has an answer"));
        EventMetadata metadata = codec.describe(request);
        return EventScope.call(metadata, catalog, () -> {
            Message message = codec.writeRequest(request, metadata, timeout);
            try {
                Message answer = exchange(definition, message, timeout);
                @SuppressWarnings("unchecked")
                R read = (R) read(definition, wanted, answer);
                logger.debug("Answered by a '{}'", wanted.type());
                return read;
            } catch (EventPublicationException | RequestTimeoutException ex) {
                // Logged here, where the lines name the request; the caller decides what becomes of it.
                logger.warn("Not answered: {}", String.valueOf(ex.getMessage()));
                throw ex;
            }
        });
    }

    private Message exchange(EventDefinition definition, Message message, Duration timeout) {
        return Objects.requireNonNull(RabbitTemplateObservation.TEMPLATE_OBSERVATION
                .observation(
                        null,
                        DefaultRabbitTemplateObservationConvention.INSTANCE,
                        () -> new RabbitMessageSenderContext(
                                message, "eventClient", definition.exchange(), definition.type()),
                        observations)
                .observe(() -> sender.send(
                        Outgoing.of(definition.exchange(), definition.type(), message), timeout.toMillis())));
    }

    private Object read(EventDefinition request, EventDefinition wanted, Message answer) {
        try {
            if (ProblemCodec.isProblem(answer.getMessageProperties().getContentType())) {
                throw new RequestFailedException(request.type(), ProblemCodec.read(answer));
            }
            MessageProperties properties = answer.getMessageProperties();
            if (properties.getType() == null) {
                // A plain client repeats the correlation id, and says no more.
                properties.setType(wanted.type());
            }
            properties.setInferredArgumentType(wanted.eventClass());
            // In the answer's own scope, so that what is logged of it ends with it.
            return EventScope.call(EventMetadata.of(answer), catalog, () -> converter.fromMessage(answer));
        } catch (UnreadableEventException | UnknownEventTypeException | InvalidEventException ex) {
            throw new UnusableAnswerException(
                    "The request '%s' was answered, but not by a '%s' that can be used. %s"
                            .formatted(request.type(), wanted.type(), ex.getMessage()),
                    ex);
        }
    }

    @Override
    public void destroy() {
        sender.close();
    }
}
