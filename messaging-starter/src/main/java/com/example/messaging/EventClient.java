package com.example.messaging;

import com.example.model.Request;
import java.time.Duration;

/**
 * Asks another service, and waits for its answer. A bean of this type is there; any number of threads may use it at once.
 *
 * <p>A request is for questions: what has to happen, even if nobody is there right now, is an event for the {@link
 * EventPublisher}. It is sent at once, on a connection of its own, whatever transaction the caller has: a rollback does not
 * take it back. It travels as an event does, and expires on its queue when its time is over. The answer comes by RabbitMQ's
 * direct reply-to ("Direct Reply-to"); a caller that is gone, for a crash or a timeout, never gets it.
 */
public interface EventClient {

    /**
     * Sends a request to the exchange and with the routing key that its {@code @EventType} names, and waits for the answer.
     * Nothing is sent a second time: that is the caller's decision, and safe where the request may take effect twice.
     *
     * @param request a record with {@code @EventType}
     * @param timeout how long all of it may take, connecting included; at least a millisecond, at most a day
     * @return the answer
     * @throws IllegalArgumentException if the timeout is shorter or longer than that
     * @throws UnknownEventTypeException if the class of the request, or of its answer, is not in the catalogue
     * @throws InvalidEventException if the request breaks the schema of its type; it is not sent
     * @throws UnroutableEventException if no queue wants it, and its exchange has no alternate exchange ({@code alternate:
     *     false}), or is missing; at once
     * @throws EventRefusedException if the broker answered, and refused the request
     * @throws BrokerUnavailableException if the broker can't be reached, does not take the request in time, or is lost while
     *     the answer is waited for; in the latter case the request may have taken effect
     * @throws RequestTimeoutException if nobody answered in time; the request may have taken effect, or, where somebody had
     *     it in hand, still may
     * @throws RequestFailedException if the answer says why there is none
     * @throws UnusableAnswerException if an answer came that can't be read, or is not the one that belongs to the request
     */
    <R> R request(Request<R> request, Duration timeout);
}
