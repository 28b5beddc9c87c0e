package com.example.messaging.publisher;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventPublicationException;
import com.example.messaging.EventRefusedException;
import com.example.messaging.UnroutableEventException;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What became of a published message.
 *
 * @param status whether the broker has it
 * @param reason why not, for a person to read
 */
public record Outcome(Status status, String reason) {

    /** Whether the broker has a message. */
    public enum Status {
        /** It does. */
        CONFIRMED,
        /** No queue wanted it, or there is no such exchange. */
        UNROUTABLE,
        /** The broker answered, and does not take it. */
        REFUSED,
        /** The broker did not answer; it may have it. */
        UNKNOWN
    }

    private static final Pattern MISSING_EXCHANGE = Pattern.compile("no exchange '(.*)' in vhost");

    /** It was taken. */
    public static final Outcome CONFIRMED = new Outcome(Status.CONFIRMED, "");

    /** It was refused without a word. */
    public static final Outcome NACK =
            new Outcome(Status.REFUSED, "RabbitMQ refused it (nack): a queue is full, or has no majority of its nodes");

    /** It holds publishers back. */
    public static final Outcome BLOCKED =
            new Outcome(Status.UNKNOWN, "RabbitMQ holds publishers back: it is short of memory or disk (\"Alarms\")");

    /** Whether the broker has it for sure. */
    public boolean isConfirmed() {
        return status == Status.CONFIRMED;
    }

    /** Whether the broker said that it does not have it. */
    public boolean isRefused() {
        return status == Status.UNROUTABLE || status == Status.REFUSED;
    }

    /** What it means that the broker returned a message. */
    public static Outcome ofReturn(Return message) {
        return new Outcome(
                Status.UNROUTABLE,
                "No queue is bound to exchange '%s' for routing key '%s' (%s). Declare a binding, or give the exchange its alternate exchange"
                        .formatted(message.getExchange(), message.getRoutingKey(), message.getReplyText()));
    }

    /**
     * What the end of a channel means for what was published on it and not confirmed: the broker closes the channel of a
     * message that it does not take, and says why; it does not say which one.
     */
    public static Outcome ofShutdown(@Nullable ShutdownSignalException signal) {
        if (signal != null && !signal.isHardError() && signal.getReason() instanceof AMQP.Channel.Close close) {
            Matcher missing = MISSING_EXCHANGE.matcher(String.valueOf(close.getReplyText()));
            return missing.find()
                    ? new Outcome(
                            Status.UNROUTABLE,
                            "The exchange '%s' does not exist. Name it in 'messaging.exchanges' of the service that owns it"
                                    .formatted(missing.group(1)))
                    : new Outcome(Status.REFUSED, "RabbitMQ refused it: " + close.getReplyText());
        }
        return new Outcome(Status.UNKNOWN, "RabbitMQ can't be reached: the connection was lost");
    }

    /**
     * Returns if the broker has the message.
     *
     * @throws EventPublicationException if it does not, or can't be known to
     */
    public void orThrow(Outgoing message) {
        String what = "The message for exchange '%s' with routing key '%s' was not published. %s"
                .formatted(message.exchange(), message.routingKey(), reason);
        switch (status) {
            case CONFIRMED -> {}
            case UNROUTABLE -> throw new UnroutableEventException(what, null);
            case REFUSED -> throw new EventRefusedException(what, null);
            case UNKNOWN -> throw new BrokerUnavailableException(what, null);
        }
    }
}
