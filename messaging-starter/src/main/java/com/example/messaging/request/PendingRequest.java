package com.example.messaging.request;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.RequestTimeoutException;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;

/** A request whose answer is waited for. */
final class PendingRequest {

    private static final Outcome INTERRUPTED = new Outcome(Outcome.Status.UNKNOWN, "Its caller was interrupted");

    private final Outgoing message;

    private final long timeoutMillis;

    private final long deadline;

    private final CompletableFuture<End> end = new CompletableFuture<>();

    /** Whether the broker has it. */
    private volatile boolean confirmed;

    PendingRequest(Outgoing message, long timeoutMillis) {
        this.message = message;
        this.timeoutMillis = timeoutMillis;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** How the wait ended: with an answer, or with what the broker did instead of taking the request. */
    private record End(@Nullable Message answer, @Nullable Outcome failure) {}

    Outgoing message() {
        return message;
    }

    /** What its answer repeats. */
    String correlationId() {
        return message.properties().getCorrelationId();
    }

    boolean isOver() {
        return end.isDone() || System.nanoTime() - deadline >= 0;
    }

    void confirmed() {
        confirmed = true;
    }

    void answered(Message answer) {
        end.complete(new End(answer, null));
    }

    /** The broker did not take it, or can't be known to have. */
    void failed(Outcome outcome) {
        end.complete(new End(null, outcome));
    }

    /** No answer can come any more. */
    void lost(Outcome outcome) {
        failed(
                confirmed
                        ? new Outcome(
                                Outcome.Status.CONFIRMED,
                                "RabbitMQ was lost while the answer was waited for; the request may have taken effect. "
                                        + outcome.reason())
                        : outcome);
    }

    /** Waits for the answer, until the time is over. When it ends, however it does, the request is over. */
    Message await() {
        try {
            End ended = end.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (ended.answer() != null) {
                return ended.answer();
            }
            throw failure(ended.failure() == null ? Outcome.NACK : ended.failure());
        } catch (TimeoutException ex) {
            throw late(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            // It may not be sent yet, and is not to be any more.
            failed(INTERRUPTED);
            throw new RequestTimeoutException(
                    "Interrupted while the answer to '%s' was waited for".formatted(message.routingKey()), ex);
        } catch (ExecutionException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private RuntimeException failure(Outcome outcome) {
        outcome.orThrow(message);
        return new BrokerUnavailableException(outcome.reason(), null);
    }

    private RuntimeException late(TimeoutException ex) {
        return confirmed
                ? new RequestTimeoutException(
                        "Nobody answered '%s' within %d ms. It may have taken effect. See whether somebody consumes from the queue that it is routed to, and how long that takes"
                                .formatted(message.routingKey(), timeoutMillis),
                        null)
                : new BrokerUnavailableException(
                        "RabbitMQ did not take the request '%s' within %d ms"
                                .formatted(message.routingKey(), timeoutMillis),
                        ex);
    }
}
