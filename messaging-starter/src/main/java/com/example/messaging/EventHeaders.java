package com.example.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Names of message headers. Those of an event follow the CloudEvents AMQP binding in binary mode, with the prefix that
 * RabbitMQ clients agree on; those of a dead letter say why it is one. None begins with {@code x-}: such names belong to
 * the broker.
 */
public final class EventHeaders {

    /** Prefix of all CloudEvents attributes. */
    public static final String CLOUD_EVENTS_PREFIX = "cloudEvents_";

    /** CloudEvents version, always {@code 1.0}. */
    public static final String SPEC_VERSION = CLOUD_EVENTS_PREFIX + "specversion";

    /** Identifies the event together with its source; also the property {@code message_id}. */
    public static final String ID = CLOUD_EVENTS_PREFIX + "id";

    /** Which service published the event, a URI reference. */
    public static final String SOURCE = CLOUD_EVENTS_PREFIX + "source";

    /** The event's type, also the routing key and the property {@code type}. */
    public static final String TYPE = CLOUD_EVENTS_PREFIX + "type";

    /** What the event is about: its key. */
    public static final String SUBJECT = CLOUD_EVENTS_PREFIX + "subject";

    /** When it happened, RFC 3339; also, in seconds, the property {@code timestamp}. */
    public static final String TIME = CLOUD_EVENTS_PREFIX + "time";

    /** Names the schema of the body, a URI. */
    public static final String DATA_SCHEMA = CLOUD_EVENTS_PREFIX + "dataschema";

    /** The exchange that a message was published to, where the starter has sent it on since. */
    public static final String ORIGIN_EXCHANGE = "origin-exchange";

    /** The routing key that it was published with, likewise. */
    public static final String ORIGIN_ROUTING_KEY = "origin-routing-key";

    /** How many attempts were made, on a message that waits for the next. */
    public static final String RETRY_ATTEMPTS = "retry-attempts";

    /** When the first of them failed, RFC 3339. */
    public static final String RETRY_FIRST_AT = "retry-first-at";

    /** How often a message was replayed from its dead-letter queue. */
    public static final String REPLAYS = "replays";

    /** Class name of the exception that the last attempt ended with. */
    public static final String FAILURE_TYPE = "failure-type";

    /** Its message. */
    public static final String FAILURE_MESSAGE = "failure-message";

    /** Its stack trace, cut so that all failure headers together stay below 4 KiB. */
    public static final String FAILURE_STACKTRACE = "failure-stacktrace";

    /** How many attempts were made. */
    public static final String FAILURE_ATTEMPTS = "failure-attempts";

    /** The queue on which the message failed. */
    public static final String FAILURE_QUEUE = "failure-queue";

    /** The exchange that it was published to. */
    public static final String FAILURE_EXCHANGE = "failure-exchange";

    /** The routing key that it was published with. */
    public static final String FAILURE_ROUTING_KEY = "failure-routing-key";

    /** The service whose listener failed. */
    public static final String FAILURE_SERVICE = "failure-service";

    /** When the first attempt failed, RFC 3339. */
    public static final String FAILURE_FIRST_AT = "failure-first-at";

    /** When the last attempt failed, RFC 3339. */
    public static final String FAILURE_LAST_AT = "failure-last-at";

    /** The other prefix that the CloudEvents AMQP binding knows; read, never written. */
    private static final String CLOUD_EVENTS_PREFIX_WITH_COLON = "cloudEvents:";

    private EventHeaders() {}

    /** Returns the name of the CloudEvents attribute that a header carries, or {@code null} if it carries none. */
    public static @Nullable String attributeName(String header) {
        return header.startsWith(CLOUD_EVENTS_PREFIX) || header.startsWith(CLOUD_EVENTS_PREFIX_WITH_COLON)
                ? header.substring(CLOUD_EVENTS_PREFIX.length())
                : null;
    }
}
