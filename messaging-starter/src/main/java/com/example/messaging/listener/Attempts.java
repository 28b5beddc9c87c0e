package com.example.messaging.listener;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.UnreadableEventException;
import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.deadletter.Failure;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.EventScope;
import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.properties.RetryProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentTypeMismatchException;

/**
 * Stands around every delivery: tries it again in place, and moves it to the dead letters when that did not help. When
 * it returns, the container acknowledges the message; when it throws, the message stays on its queue.
 */
final class Attempts implements MethodInterceptor {

    private static final Logger logger = LoggerFactory.getLogger(Attempts.class);

    /** What waiting never heals, whatever is configured. */
    private static final Set<Class<? extends Throwable>> FATAL = Set.of(
            UnknownEventTypeException.class,
            UnreadableEventException.class,
            MessageConversionException.class,
            org.springframework.messaging.converter.MessageConversionException.class,
            MethodArgumentNotValidException.class,
            MethodArgumentTypeMismatchException.class,
            ClassCastException.class);

    /** Between two tries of what the broker does not take. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final MessagingProperties properties;

    private final EventCatalog catalog;

    private final DeadLetters deadLetters;

    private final Clock clock = Clock.systemUTC();

    Attempts(MessagingProperties properties, EventCatalog catalog, DeadLetters deadLetters) {
        this.properties = properties;
        this.catalog = catalog;
        this.deadLetters = deadLetters;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        if (!(invocation.getArguments()[1] instanceof Message message)) {
            return invocation.proceed();
        }
        return EventScope.call(EventMetadata.of(message), catalog, () -> attempt(message, invocation));
    }

    private @Nullable Object attempt(Message message, MethodInvocation invocation) {
        String queue = String.valueOf(message.getMessageProperties().getConsumerQueue());
        RetryProperties retry = properties.retryOf(queue);
        List<Duration> delays = retry.delays();
        Instant firstAt = null;
        int attempt = 1;
        while (true) {
            try {
                Object result = invocation.proceed();
                logger.debug("Handled a message from queue '{}' at attempt {}", queue, attempt);
                return result;
            } catch (Throwable thrown) {
                Throwable cause = withoutWrapping(thrown);
                if (isInterruption(cause)) {
                    throw requeue("The service stops", message, cause);
                }
                if (cause instanceof BrokerUnavailableException) {
                    // Not the message's fault, and the dead-letter queue is out of reach too: wait, and don't count it.
                    logger.warn(
                            "Could not publish while handling a message from queue '{}', trying again: {}",
                            queue,
                            String.valueOf(cause.getMessage()));
                    pause(PAUSE, message);
                    continue;
                }
                Instant now = clock.instant();
                firstAt = firstAt == null ? now : firstAt;
                if (attempt > delays.size() || isFatal(cause, retry.nonRetryable())) {
                    giveUp(queue, message, new Failure(cause, attempt, firstAt, now));
                    return null;
                }
                Duration delay = delays.get(attempt - 1);
                logger.warn(
                        "Attempt {} of {} for a message from queue '{}' failed, next in {} ms: {}",
                        attempt,
                        delays.size() + 1,
                        queue,
                        delay.toMillis(),
                        cause.toString());
                pause(delay, message);
                attempt++;
            }
        }
    }

    private void giveUp(String queue, Message message, Failure failure) {
        try {
            deadLetters.add(queue, message, failure);
        } catch (RuntimeException ex) {
            logger.error(
                    "A message from queue '{}' failed, and can't be dead-lettered either; it stays on its queue. {}",
                    queue,
                    String.valueOf(ex.getMessage()));
            pause(PAUSE, message);
            throw requeue("It can't be dead-lettered", message, ex);
        }
    }

    /** The one exception after which the container puts back this message, and goes on with the others that it holds. */
    private static ListenerExecutionFailedException requeue(String why, Message message, Throwable cause) {
        return new ListenerExecutionFailedException(why, cause, message);
    }

    private static boolean isInterruption(Throwable cause) {
        return cause instanceof InterruptedException || Thread.currentThread().isInterrupted();
    }

    private static boolean isFatal(Throwable cause, Set<Class<? extends Throwable>> configured) {
        return FATAL.stream().anyMatch(type -> type.isInstance(cause))
                || configured.stream().anyMatch(type -> type.isInstance(cause))
                // A class with several @RabbitHandler methods has none for this event.
                || cause.getCause() instanceof NoSuchMethodException;
    }

    private static Throwable withoutWrapping(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof ListenerExecutionFailedException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static void pause(Duration duration, Message message) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw requeue("The service stops", message, ex);
        }
    }
}
