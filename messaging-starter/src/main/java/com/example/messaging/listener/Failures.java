package com.example.messaging.listener;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.InvalidEventException;
import com.example.messaging.NonRetryableException;
import com.example.messaging.OutboxFullException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.deadletter.Failure;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.RetryProperties;
import com.example.messaging.retry.RetryTiers;
import com.example.messaging.topology.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentTypeMismatchException;
import org.springframework.util.ClassUtils;

/** Decides what becomes of a message whose listener failed, and sees to it: its next attempt, or the dead letters. */
final class Failures {

    private static final Logger logger = LoggerFactory.getLogger(Failures.class);

    /** What waiting never heals, whatever is configured. */
    private static final Set<Class<? extends Throwable>> FATAL = Set.of(
            NonRetryableException.class,
            UnknownEventTypeException.class,
            UnreadableEventException.class,
            InvalidEventException.class,
            MessageConversionException.class,
            org.springframework.messaging.converter.MessageConversionException.class,
            MethodArgumentNotValidException.class,
            MethodArgumentTypeMismatchException.class,
            ClassCastException.class);

    /** Whose fault the message is not; the database's by name, because it need not be there. */
    private static final Set<Class<?>> OUTAGES = outages();

    private final MessagingProperties properties;

    private final DeadLetters deadLetters;

    private final RetryTiers retryTiers;

    private final KillSwitch killSwitch;

    private final ListenerMetrics metrics;

    private final Clock clock = Clock.systemUTC();

    Failures(
            MessagingProperties properties,
            DeadLetters deadLetters,
            RetryTiers retryTiers,
            KillSwitch killSwitch,
            ListenerMetrics metrics) {
        this.properties = properties;
        this.deadLetters = deadLetters;
        this.retryTiers = retryTiers;
        this.killSwitch = killSwitch;
        this.metrics = metrics;
    }

    /** What became of a failed message. */
    enum Verdict {
        /** The broker has it elsewhere: it is to be acknowledged. */
        SETTLED,
        /** The broker does not take it elsewhere: it stays where it is. */
        STAYS,
        /** Database or broker are away: it is to be handled again when they are back, and this was no attempt. */
        NOT_ITS_FAULT
    }

    Verdict settle(String queue, Delivery delivery, Throwable cause) {
        if (isOutage(cause)) {
            logger.warn(
                    "A message from queue '{}' can't be handled now, trying again: {}",
                    queue,
                    String.valueOf(cause.getMessage()));
            return Verdict.NOT_ITS_FAULT;
        }
        RetryProperties retry = properties.retryOf(queue);
        Instant now = clock.instant();
        Instant first = delivery.firstFailureAt();
        Failure failure = new Failure(cause, delivery.attempt(), first == null ? now : first, now);
        boolean fatal = isFatal(cause, retry.nonRetryable());
        if (!fatal) {
            killSwitch.failed(cause);
        }
        try {
            if (fatal || delivery.attempt() >= retry.attempts()) {
                boolean kept = deadLetters.add(queue, delivery.message(), failure);
                metrics.gaveUp(queue, delivery.metadata(), kept);
            } else {
                retryLater(queue, delivery, failure, retry);
                metrics.retried(queue, delivery.metadata());
            }
            return Verdict.SETTLED;
        } catch (RuntimeException ex) {
            logger.error(
                    "A message from queue '{}' failed ({}), and RabbitMQ does not take it elsewhere; it stays on its queue. {}",
                    queue,
                    cause.toString(),
                    String.valueOf(ex.getMessage()));
            return Verdict.STAYS;
        }
    }

    private void retryLater(String queue, Delivery delivery, Failure failure, RetryProperties retry) {
        Duration delay = retry.delayAfter(failure.attempts());
        retryTiers.add(queue, delivery.message(), failure.attempts(), failure.firstAt(), delay);
        logger.warn(
                "Attempt {} of {} for a message from queue '{}' failed, next in {}: {}",
                failure.attempts(),
                retry.attempts(),
                queue,
                Topology.text(delay),
                failure.cause().toString());
    }

    /** Whether database or broker are away. */
    static boolean isOutage(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            for (Class<?> type : OUTAGES) {
                if (type.isInstance(cause)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<Class<?>> outages() {
        Set<Class<?>> types = new HashSet<>(Set.of(BrokerUnavailableException.class, OutboxFullException.class));
        for (String name : Set.of(
                "org.springframework.transaction.CannotCreateTransactionException",
                "org.springframework.jdbc.CannotGetJdbcConnectionException")) {
            if (ClassUtils.isPresent(name, Failures.class.getClassLoader())) {
                types.add(ClassUtils.resolveClassName(name, Failures.class.getClassLoader()));
            }
        }
        return types;
    }

    private static boolean isFatal(Throwable cause, Set<Class<? extends Throwable>> configured) {
        return FATAL.stream().anyMatch(type -> type.isInstance(cause))
                || configured.stream().anyMatch(type -> type.isInstance(cause))
                || isOfNoHandler(cause);
    }

    /** Whether a class with several {@code @RabbitHandler} methods has none for this event. */
    static boolean isOfNoHandler(Throwable cause) {
        return cause.getCause() instanceof NoSuchMethodException;
    }
}
