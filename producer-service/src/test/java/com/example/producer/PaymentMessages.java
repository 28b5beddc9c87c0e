package com.example.producer;

import java.nio.charset.StandardCharsets;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;

/** What the payment service says, as a plain client would write it. */
public final class PaymentMessages {

    private PaymentMessages() {}

    public static Message authorized(String orderId) {
        return message("""
                {"orderId":"%s","paymentId":"343a718d-f9b8-497e-9105-8f19d6bb454c","amount":19.80,"currency":"EUR",
                 "authorizedAt":"2026-01-02T03:04:05Z"}""".formatted(orderId));
    }

    public static Message declined(String orderId, String reason) {
        return message("""
                {"orderId":"%s","paymentId":"343a718d-f9b8-497e-9105-8f19d6bb454c","code":"no-money","reason":"%s",
                 "declinedAt":"2026-01-02T03:04:05Z"}""".formatted(orderId, reason));
    }

    /** As it was said before there was a code. */
    public static Message declinedV1(String orderId, String reason) {
        return message("""
                {"orderId":"%s","paymentId":"343a718d-f9b8-497e-9105-8f19d6bb454c","reason":"%s",
                 "declinedAt":"2026-01-02T03:04:05Z"}""".formatted(orderId, reason));
    }

    private static Message message(String body) {
        return MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8)).build();
    }
}
