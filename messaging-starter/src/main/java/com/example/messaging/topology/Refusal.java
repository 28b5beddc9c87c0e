package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts what the broker says when it refuses something into words that say what to do. */
final class Refusal {

    private Refusal() {}

    /** Returns nothing if the exception is not the broker's answer but the loss of the connection. */
    static Optional<BrokerSetupException> explain(Declaration declaration, Exception ex) {
        String reply = replyTo(ex);
        if (reply == null) {
            return Optional.empty();
        }
        Optional<Difference> difference = Difference.in(reply);
        if (difference.isPresent()) {
            return difference.map(found -> new BrokerSetupException(
                    "RabbitMQ refused to declare the %s '%s' in virtual host '%s': %s."
                            .formatted(found.kind(), found.name(), found.virtualHost(), found.text()),
                    found.action("start again"),
                    ex));
        }
        return Optional.of(new BrokerSetupException(
                "RabbitMQ refused to declare the %s: %s.".formatted(declaration.label(), reply),
                reply.contains("ACCESS_REFUSED")
                        ? "Give the user of 'spring.rabbitmq.username' the permission, or have an administrator declare it."
                        : "Correct its settings under 'messaging'.",
                ex));
    }

    /** What the broker said when it closed the channel or the connection, if it was the broker who closed it. */
    static @Nullable String replyTo(Throwable ex) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException shutdown) {
                Method reason = shutdown.getReason();
                if (reason instanceof AMQP.Channel.Close close) {
                    return close.getReplyText();
                }
                if (reason instanceof AMQP.Connection.Close close && close.getReplyCode() != AMQP.CONNECTION_FORCED) {
                    return close.getReplyText();
                }
            }
        }
        return null;
    }

    /** Whether the broker closed the channel with this code. */
    static boolean isReply(Throwable ex, int code) {
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException shutdown
                    && shutdown.getReason() instanceof AMQP.Channel.Close close) {
                return close.getReplyCode() == code;
            }
        }
        return false;
    }
}
