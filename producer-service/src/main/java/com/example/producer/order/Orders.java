package com.example.producer.order;

import com.example.producer.order.Order.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored orders. One SQL for H2 and PostgreSQL. */
@Repository
class Orders {

    private static final String COLUMNS = "id, customer_id, currency, total, status, reason, placed_at, updated_at";

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a new order, unless its idempotency key has one already; of two requests at the same time the first to
     * commit wins, and the second waits for it.
     *
     * @return whether it was stored
     */
    boolean add(Order order, @Nullable String idempotencyKey, String fingerprint) {
        return jdbc.sql("""
                        insert into orders (id, customer_id, currency, total, status, reason, placed_at, updated_at,
                                            idempotency_key, fingerprint)
                        values (:id, :customerId, :currency, :total, :status, :reason, :placedAt, :updatedAt,
                                :idempotencyKey, :fingerprint)
                        on conflict do nothing
                        """)
                        .param("id", order.id())
                        .param("customerId", order.customerId())
                        .param("currency", order.currency())
                        .param("total", order.total())
                        .param("status", order.status().name())
                        .param("reason", order.reason())
                        .param("placedAt", utc(order.placedAt()))
                        .param("updatedAt", utc(order.updatedAt()))
                        .param("idempotencyKey", idempotencyKey)
                        .param("fingerprint", fingerprint)
                        .update()
                == 1;
    }

    Optional<Order> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from orders where id = :id")
                .param("id", id)
                .query(Orders::map)
                .optional();
    }

    /** The order that an idempotency key stands for, with the fingerprint of the request that made it. */
    Optional<Placed> findByIdempotencyKey(String idempotencyKey) {
        return jdbc.sql("select " + COLUMNS + ", fingerprint from orders where idempotency_key = :idempotencyKey")
                .param("idempotencyKey", idempotencyKey)
                .query((row, number) -> new Placed(map(row, number), row.getString("fingerprint")))
                .optional();
    }

    /** One page, the newest first. */
    List<Order> page(int page, int size) {
        return jdbc.sql("select " + COLUMNS + " from orders order by placed_at desc, id limit :size offset :offset")
                .param("size", size)
                .param("offset", (long) page * size)
                .query(Orders::map)
                .list();
    }

    long count() {
        return jdbc.sql("select count(*) from orders").query(Long.class).single();
    }

    /**
     * Ends an order's wait for its payment.
     *
     * @return whether this call did it; an order that is confirmed or rejected stays so
     */
    boolean settle(UUID id, Status status, @Nullable String reason, Instant at) {
        return jdbc.sql("""
                        update orders set status = :status, reason = :reason, updated_at = :at
                        where id = :id and status = 'PLACED'
                        """)
                        .param("id", id)
                        .param("status", status.name())
                        .param("reason", reason)
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    /**
     * What an idempotency key stands for.
     *
     * @param order the order
     * @param fingerprint of the request that placed it
     */
    record Placed(Order order, String fingerprint) {}

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Order map(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getObject("id", UUID.class),
                row.getString("customer_id"),
                row.getString("currency"),
                row.getBigDecimal("total"),
                Status.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
