package com.example.messaging.topology;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An argument of an exchange or a queue that is not on the broker what it is in the configuration.
 *
 * @param argument its name
 * @param kind exchange or queue
 * @param name the name of that
 * @param virtualHost where that is
 * @param wanted the value in the configuration, or {@link #NOT_SET}
 * @param actual the value on the broker, or {@link #NOT_SET}
 */
record Difference(String argument, String kind, String name, String virtualHost, String wanted, String actual) {

    static final String NOT_SET = "not set";

    /** "inequivalent arg 'x' for queue 'q' in vhost 'v': received none but current is the value 'y' of type 'longstr'". */
    private static final Pattern REPLY = Pattern.compile(
            "inequivalent arg '([^']+)' for (queue|exchange) '([^']+)' in vhost '([^']+)': received (.+?) but current is (.+?)(?:, class-id.*)?$");

    private static final Pattern VALUE = Pattern.compile("(?:the value )?'(.*?)'(?: of type '\\w+')?");

    /** Finds it in the reply with which the broker refuses a declaration. */
    static Optional<Difference> in(String reply) {
        Matcher matcher = REPLY.matcher(reply);
        return matcher.find()
                ? Optional.of(new Difference(
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        matcher.group(4),
                        value(matcher.group(5)),
                        value(matcher.group(6))))
                : Optional.empty();
    }

    private static String value(String text) {
        if (text.startsWith("none")) {
            return NOT_SET;
        }
        Matcher value = VALUE.matcher(text);
        return value.find() ? "'" + value.group(1) + "'" : text;
    }

    /** The same, with another value in the configuration. */
    Difference withWanted(String value) {
        return new Difference(argument, kind, name, virtualHost, value, actual);
    }

    boolean isSetOnBroker() {
        return !actual.equals(NOT_SET);
    }

    /** The value on the broker without its quotes. */
    String actualText() {
        return actual.replaceAll("^'|'$", "");
    }

    /** Both values, as a sentence about it goes on. */
    String text() {
        return "its argument '%s' is %s on the broker, but %s in this application's configuration"
                .formatted(argument, actual, wanted);
    }

    /**
     * What a person can do.
     *
     * @param afterwards after deleting it
     */
    String action(String afterwards) {
        String delete = kind.equals("queue")
                ? "'rabbitmqctl delete_queue -p %s %s', or on the management page".formatted(virtualHost, name)
                : "on the management page";
        return "An existing %s can't be changed. Either change the settings under 'messaging' so that '%s' of '%s' is %s, or, if nothing of value is in it, delete the %s on the broker (%s) and %s."
                .formatted(kind, argument, name, actual, kind, delete, afterwards);
    }
}
