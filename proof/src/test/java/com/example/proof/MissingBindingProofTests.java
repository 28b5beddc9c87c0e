package com.example.proof;

import com.example.testbed.ServiceProcess;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;

@Order(20)
class MissingBindingProofTests extends Row {

    MissingBindingProofTests() {
        super(15, "The consumer's binding is missing, and comes back; an operator sends the rest again");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.2, () -> {
            try (Connection connection = trial.broker().connect();
                    Channel channel = connection.createChannel()) {
                channel.queueUnbind("payments.order-placed", "orders", "orders.order-placed.v1");
            }
        });
        trial.at(0.7, () -> {
            trial.expect(trial.witness().depth("unroutable") > 0, "nothing was unroutable");
            try (Connection connection = trial.broker().connect();
                    Channel channel = connection.createChannel()) {
                channel.queueBind("payments.order-placed", "orders", "orders.order-placed.v1");
            }
            Awaitility.await("the rest is sent again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isSent(trial));
        });
    }

    private static boolean isSent(Trial trial) throws Exception {
        ServiceProcess producer = trial.producer();
        return producer.post("/actuator/unroutable", "{}").statusCode() == 200
                && trial.witness().depth("unroutable") == 0;
    }
}
