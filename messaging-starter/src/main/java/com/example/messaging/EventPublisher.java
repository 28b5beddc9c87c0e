package com.example.messaging;

/**
 * Publishes domain events. All that an application needs in order to publish; a bean of this type is there.
 *
 * <p>When {@link #publish} returns, the broker has confirmed the event ("Consumer Acknowledgements and Publisher
 * Confirms" in the RabbitMQ documentation): it is stored by every queue that it was routed to. When it throws, the event
 * must be taken as not published, though a broker that was lost before it could answer may still deliver it: publish
 * again with the same business key, and let consumers recognize what they have seen.
 */
public interface EventPublisher {

    /**
     * Publishes an event to the exchange and with the routing key that its {@code @EventType} names.
     *
     * @param event a record with {@code @EventType}
     * @return the id that the event got (CloudEvents {@code id})
     * @throws UnknownEventTypeException if the event's class is not in the catalogue
     * @throws BrokerUnavailableException if the broker can't be reached, or does not answer in time; try again later
     * @throws EventRefusedException if the broker answered, and refused the event
     * @throws UnroutableEventException if the exchange is missing, or has neither a queue for the event nor an alternate
     *     exchange
     */
    String publish(Object event);
}
