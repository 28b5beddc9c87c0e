package com.example.producer.order;

import com.example.messaging.EventPublisher;
import com.example.messaging.OutboxFullException;
import com.example.model.order.OrderPlaced;
import com.example.producer.order.Order.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What can be done with orders. */
@Service
class OrderService {

    private static final Logger logger = LoggerFactory.getLogger(OrderService.class);

    private final Orders orders;

    private final EventPublisher events;

    private final Clock clock = Clock.systemUTC();

    OrderService(Orders orders, EventPublisher events) {
        this.orders = orders;
        this.events = events;
    }

    /**
     * Accepts an order: stores it together with its event, which is published once that is committed. The broker may be
     * away.
     *
     * @param idempotencyKey the client's name for this request: the same name again gives the same order
     * @throws IdempotencyKeyReusedException if that name was used for another request
     * @throws OutboxFullException if too many events wait to be published; the order is not stored
     */
    @Transactional
    public Order place(@Nullable String idempotencyKey, PlaceOrder command) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Order order = new Order(
                idFor(idempotencyKey, command),
                command.customerId(),
                command.currency(),
                command.total(),
                Status.PLACED,
                null,
                now,
                now);
        if (!orders.add(order, idempotencyKey, command.fingerprint())) {
            return earlier(String.valueOf(idempotencyKey), command);
        }
        String eventId = events.publish(new OrderPlaced(
                order.id(),
                order.customerId(),
                command.lines().stream()
                        .map(line -> new OrderPlaced.Line(line.sku(), line.quantity(), line.unitPrice()))
                        .toList(),
                order.total(),
                order.currency(),
                command.paymentToken(),
                now));
        logger.debug("Order {} accepted, to be published as event {}", order.id(), eventId);
        return order;
    }

    @Transactional(readOnly = true)
    public Optional<Order> find(UUID id) {
        return orders.find(id);
    }

    @Transactional(readOnly = true)
    public OrderPage page(int page, int size) {
        List<OrderView> found =
                orders.page(page, size).stream().map(OrderView::of).toList();
        return new OrderPage(found, page, size, orders.count());
    }

    /**
     * Ends an order's wait for its payment; an order that does not wait any more stays as it is. Others publish orders too,
     * and their payments are nobody's business here.
     */
    @Transactional
    public void settle(UUID id, Status status, @Nullable String reason) {
        if (orders.settle(id, status, reason, clock.instant())) {
            logger.debug("Order is {}", status);
        } else if (orders.find(id).isEmpty()) {
            logger.info("A payment is for an order that was not placed here");
        }
    }

    /**
     * The same id for the same request, whatever became of the first try: even if a restored backup has lost the order,
     * those who heard of it know it again.
     */
    private static UUID idFor(@Nullable String idempotencyKey, PlaceOrder command) {
        return idempotencyKey == null
                ? UUID.randomUUID()
                : UUID.nameUUIDFromBytes(
                        (idempotencyKey + '\n' + command.fingerprint()).getBytes(StandardCharsets.UTF_8));
    }

    private Order earlier(String idempotencyKey, PlaceOrder command) {
        Orders.Placed placed = orders.findByIdempotencyKey(idempotencyKey).orElseThrow();
        if (!placed.fingerprint().equals(command.fingerprint())) {
            throw new IdempotencyKeyReusedException();
        }
        return placed.order();
    }
}
