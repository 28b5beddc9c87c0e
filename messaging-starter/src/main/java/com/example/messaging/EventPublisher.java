package com.example.messaging;

/**
 * Publishes domain events. All that an application needs in order to publish; a bean of this type is there.
 *
 * <p>With a {@code DataSource}, events go through the outbox: {@link #publish} stores the event in the caller's
 * transaction (one of its own, if there is none), so that it is published if and only if that commits. The broker may be
 * away meanwhile. Events with the same {@code @EventKey} are published in the order in which they were stored. The broker
 * confirms every event ("Consumer Acknowledgements and Publisher Confirms" in the RabbitMQ documentation) before it
 * leaves the outbox; after a crash one may be published twice, with the same id.
 *
 * <p>Without a {@code DataSource}, {@link #publish} returns when the broker has confirmed the event. When it throws, the
 * event must be taken as not published, though a broker that was lost before it could answer may still deliver it.
 */
public interface EventPublisher {

    /**
     * Publishes an event to the exchange and with the routing key that its {@code @EventType} names.
     *
     * @param event a record with {@code @EventType}
     * @return the id that the event got (CloudEvents {@code id})
     * @throws UnknownEventTypeException if the event's class is not in the catalogue
     * @throws OutboxFullException if too many events wait in the outbox; try again later
     * @throws BrokerUnavailableException without an outbox, if the broker can't be reached, or does not answer in time;
     *     try again later
     * @throws EventRefusedException without an outbox, if the broker answered, and refused the event
     * @throws UnroutableEventException without an outbox, if the exchange is missing, or has neither a queue for the event
     *     nor an alternate exchange
     */
    String publish(Object event);

    /**
     * Publishes an event later. It waits in the outbox, where it can be {@linkplain #cancel cancelled}.
     *
     * @param event a record with {@code @EventType}
     * @param schedule when
     * @return the id that the event got
     * @throws UnknownEventTypeException if the event's class is not in the catalogue
     * @throws UnsupportedOperationException without an outbox: nothing would keep the event
     */
    String publish(Object event, Schedule schedule);

    /**
     * Takes back a scheduled event, in the caller's transaction if there is one, unless it was already sent.
     *
     * @param eventId what {@link #publish(Object, Schedule)} returned
     * @return whether it will not be published; {@code false} if it was sent, or was never scheduled
     * @throws UnsupportedOperationException without an outbox
     */
    boolean cancel(String eventId);
}
