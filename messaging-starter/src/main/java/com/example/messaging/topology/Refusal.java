package com.example.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what the broker says when it refuses something into words that say what to do. */
final class Refusal {

    /** "inequivalent arg 'x' for queue 'q' in vhost 'v': received none but current is the value 'y' of type 'longstr'". */
    private static final Pattern DIFFERENT_ARGUMENT = Pattern.compile(
            "inequivalent arg '([^']+)' for (queue|exchange) '([^']+)' in vhost '([^']+)': received (.+?) but current is (.+?)(?:, class-id.*)?$");

    private static final Pattern VALUE = Pattern.compile("(?:the value )?'(.*?)'(?: of type '\\w+')?");

    private Refusal() {}

    /** Returns nothing if the exception is not the broker's answer but the loss of the connection. */
    static Optional<BrokerSetupException> explain(Declaration declaration, Exception ex) {
        String reply = replyTo(ex);
        if (reply == null) {
            return Optional.empty();
        }
        Matcher different = DIFFERENT_ARGUMENT.matcher(reply);
        if (different.find()) {
            return Optional.of(differentArgument(different, ex));
        }
        return Optional.of(new BrokerSetupException(
                "RabbitMQ refused to declare the %s: %s.".formatted(declaration.label(), reply),
                reply.contains("ACCESS_REFUSED")
                        ? "Give the user of 'spring.rabbitmq.username' the permission, or have an administrator declare it."
                        : "Correct its settings under 'messaging'.",
                ex));
    }

    private static BrokerSetupException differentArgument(Matcher different, Exception ex) {
        String argument = different.group(1);
        String kind = different.group(2);
        String name = different.group(3);
        String virtualHost = different.group(4);
        String wanted = value(different.group(5));
        String actual = value(different.group(6));
        String delete = kind.equals("queue")
                ? "'rabbitmqctl delete_queue -p %s %s', or the management page".formatted(virtualHost, name)
                : "the management page";
        return new BrokerSetupException(
                "RabbitMQ refused to declare the %s '%s' in virtual host '%s': its argument '%s' is %s on the broker, but %s in this application's configuration."
                        .formatted(kind, name, virtualHost, argument, actual, wanted),
                "An existing %s can't be changed. Either change the settings under 'messaging' so that '%s' of '%s' is %s, or, if nothing of value is in it, delete the %s on the broker and start again: %s."
                        .formatted(kind, argument, name, actual, kind, delete),
                ex);
    }

    private static String value(String text) {
        if (text.startsWith("none")) {
            return "not set";
        }
        Matcher value = VALUE.matcher(text);
        return value.find() ? "'" + value.group(1) + "'" : text;
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
}
