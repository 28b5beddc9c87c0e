package com.example.proof;

import com.example.testbed.OrderLoad;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Order;

@Order(18)
class PoisonProofTests extends Row {

    PoisonProofTests() {
        super(13, "One message in ten can't be handled: garbage, unknown types, a handler that fails");
    }

    @Override
    void plan(Trial trial) {
        int times = Math.max(1, Trial.RATE * Trial.SECONDS / 10 / 3);
        trial.expectDeadLetters(3L * times);
        for (int i = 0; i < times; i++) {
            trial.at(0.9 * i / times, () -> poison(trial));
        }
    }

    private static void poison(Trial trial) throws Exception {
        int status = trial.producer()
                .post("/api/orders", OrderLoad.order("poison", "tok_visa"))
                .statusCode();
        trial.expect(status == 202, "an order of customer poison was answered with " + status);
        try (Connection connection = trial.broker().connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            byte[] garbage = {0, 1, 2, (byte) 0xFF, (byte) 0xCE};
            channel.basicPublish("", "payments.order-placed", new AMQP.BasicProperties(), garbage);
            AMQP.BasicProperties unknown = new AMQP.BasicProperties.Builder()
                    .messageId(UUID.randomUUID().toString())
                    .type("orders.order-eaten.v1")
                    .contentType("application/json")
                    .deliveryMode(2)
                    .build();
            channel.basicPublish("", "payments.order-placed", unknown, "{}".getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(10_000);
        }
    }
}
