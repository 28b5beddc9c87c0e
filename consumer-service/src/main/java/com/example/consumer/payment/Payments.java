package com.example.consumer.payment;

import com.example.consumer.payment.Payment.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored payments. One SQL for H2 and PostgreSQL. */
@Repository
class Payments {

    private final JdbcClient jdbc;

    Payments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a payment, unless its order has one.
     *
     * @return whether it was stored
     */
    boolean add(Payment payment) {
        return jdbc.sql("""
                        insert into payments (id, order_id, amount, currency, status, code, reason, decided_at)
                        values (:id, :orderId, :amount, :currency, :status, :code, :reason, :decidedAt)
                        on conflict do nothing
                        """)
                        .param("id", payment.id())
                        .param("orderId", payment.orderId())
                        .param("amount", payment.amount())
                        .param("currency", payment.currency())
                        .param("status", payment.status().name())
                        .param("code", payment.code())
                        .param("reason", payment.reason())
                        .param("decidedAt", payment.decidedAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    Optional<Payment> findByOrder(UUID orderId) {
        return jdbc.sql("""
                        select id, order_id, amount, currency, status, code, reason, decided_at
                        from payments where order_id = :orderId
                        """).param("orderId", orderId).query(Payments::map).optional();
    }

    private static Payment map(ResultSet row, int number) throws SQLException {
        return new Payment(
                row.getObject("id", UUID.class),
                row.getObject("order_id", UUID.class),
                row.getBigDecimal("amount"),
                row.getString("currency"),
                Status.valueOf(row.getString("status")),
                row.getString("code"),
                row.getString("reason"),
                row.getObject("decided_at", OffsetDateTime.class).toInstant());
    }
}
