package com.example.messaging.listener;

import com.example.messaging.InvalidEventException;
import com.example.messaging.NonRetryableException;
import com.example.messaging.Problem;
import com.example.messaging.RequestRefusedException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.ProblemCodec;
import com.example.messaging.publisher.ConfirmedSender;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.trace.Traces;
import com.rabbitmq.client.AMQP;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;

/**
 * Answers to requests: they go to the queue that a request names, over another connection than the one that consumes, and
 * nobody waits for the requester to have them.
 */
final class Answers {

    private static final Logger logger = LoggerFactory.getLogger(Answers.class);

    private static final Problem FAILED =
            Problem.failed("The request failed where it was handled; the log there says why");

    private final EventCodec codec;

    private final ConfirmedSender sender;

    private final Traces traces;

    private final ListenerMetrics metrics;

    private final Predicate<String> ownQueues;

    private final Duration timeout;

    /**
     * @param ownQueues the queues to which no answer goes, whatever a request says: this service may write there, and
     *     whoever asked perhaps not
     * @param timeout how long the broker may take to take some answers
     */
    Answers(
            EventCodec codec,
            ConfirmedSender sender,
            Traces traces,
            ListenerMetrics metrics,
            Predicate<String> ownQueues,
            Duration timeout) {
        this.codec = codec;
        this.sender = sender;
        this.traces = traces;
        this.metrics = metrics;
        this.ownQueues = ownQueues;
        this.timeout = timeout;
    }

    /** Makes the answer to a request of what a method returned; null if nobody waits for it. */
    @Nullable
    Outgoing answer(Delivery request, AnswerChannel.Published returned) {
        return answer(request, returned.properties(), returned.body());
    }

    private @Nullable Outgoing answer(Delivery request, AMQP.BasicProperties properties, byte[] body) {
        String replyTo = request.replyTo();
        if (replyTo == null) {
            return null;
        }
        Map<String, Object> headers = new HashMap<>();
        if (properties.getHeaders() != null) {
            headers.putAll(properties.getHeaders());
        }
        String traceParent = traces.current();
        if (traceParent != null) {
            headers.put("traceparent", traceParent);
        }
        return new Outgoing(
                "",
                replyTo,
                properties
                        .builder()
                        .headers(headers)
                        .correlationId(request.correlationId())
                        .build(),
                body);
    }

    /** Sends answers. What the broker does not take is lost: its requester hears nothing, and has to be prepared for that. */
    void send(List<Outgoing> made) {
        List<Outgoing> answers = made.stream().filter(this::mayGoOut).toList();
        if (answers.isEmpty()) {
            return;
        }
        List<Outcome> outcomes = sender.send(answers, timeout);
        for (int i = 0; i < outcomes.size(); i++) {
            String correlationId = answers.get(i).properties().getCorrelationId();
            switch (outcomes.get(i).status()) {
                case CONFIRMED -> {}
                case UNROUTABLE -> logger.debug("Whoever asked for the answer '{}' is gone", correlationId);
                case REFUSED, UNKNOWN ->
                    logger.warn(
                            "The answer with correlation id '{}' is lost: {}",
                            correlationId,
                            outcomes.get(i).reason());
            }
        }
    }

    private boolean mayGoOut(Outgoing answer) {
        if (ownQueues.test(answer.routingKey())) {
            logger.warn(
                    "The answer with correlation id '{}' is dropped: its 'reply_to' names '{}', a queue of the services themselves. It has to be a queue of whoever asks, or direct reply-to",
                    answer.properties().getCorrelationId(),
                    answer.routingKey());
            return false;
        }
        return true;
    }

    /**
     * Answers a request that failed with the reason, if somebody waits for that.
     *
     * @return false if something else has to become of it
     */
    boolean settle(Delivery request, Throwable cause) {
        if (request.isOver()) {
            logger.warn(
                    "A request from queue '{}' could not be handled in its time, and is dropped: {}",
                    request.queue(),
                    cause.toString());
            metrics.expired(request.queue(), request.metadata());
            return true;
        }
        return !Failures.isOutage(cause) && refuse(request, cause);
    }

    private boolean refuse(Delivery request, Throwable cause) {
        Problem problem = problem(request, cause);
        Message message = ProblemCodec.write(problem);
        Outgoing plain = Outgoing.of("", "", message);
        Outgoing answer = answer(request, plain.properties(), plain.body());
        if (answer == null || !mayGoOut(answer)) {
            return false;
        }
        logger.warn(
                "A request from queue '{}' is answered with status {}: {}",
                request.queue(),
                problem.status(),
                cause.toString());
        logger.debug("That is because of", cause);
        send(List.of(answer));
        metrics.refused(request.queue(), request.metadata());
        return true;
    }

    /** What exceptions say is told only where they are meant for whoever asked. */
    private Problem problem(Delivery request, Throwable cause) {
        if (cause instanceof RequestRefusedException refused) {
            return Problem.refused(String.valueOf(refused.getMessage()), refused.violations());
        }
        if (cause instanceof NonRetryableException refused) {
            return Problem.refused(String.valueOf(refused.getMessage()), List.of());
        }
        if (cause instanceof UnknownEventTypeException || Failures.isOfNoHandler(cause)) {
            return Problem.refused(
                    "'%s' is no request that is answered here"
                            .formatted(request.metadata().type()),
                    List.of());
        }
        // A method that fails with one of these may have met it in another event than this.
        boolean unreadable = cause instanceof InvalidEventException || cause instanceof UnreadableEventException;
        return unreadable ? unreadable(request) : FAILED;
    }

    private Problem unreadable(Delivery request) {
        try {
            codec.read(request.message());
            return FAILED;
        } catch (InvalidEventException ex) {
            return Problem.refused(String.valueOf(ex.getMessage()), ex.violations());
        } catch (UnreadableEventException ex) {
            return Problem.refused(String.valueOf(ex.getMessage()), List.of());
        }
    }
}
