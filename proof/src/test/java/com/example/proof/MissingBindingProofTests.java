package com.example.proof;

import com.example.testbed.ServiceProcess;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;

/**
 * Twice: once no queue wants the events any more, so they are unroutable; once the audit trail still takes them, so it is
 * where they are.
 */
@Order(20)
class MissingBindingProofTests extends Row {

    private static final String AUDIT = "audit";

    MissingBindingProofTests() {
        super(
                15,
                "The consumer's binding is missing, and comes back; an operator sends the rest again, "
                        + "from the unroutable events and from the audit trail");
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.1, () -> {
            // This one first: what comes between the two still has its queue.
            unbind(trial, AUDIT);
            unbind(trial, Trial.ORDER_PLACED);
        });
        trial.at(0.4, () -> {
            trial.expect(trial.witness().depth("unroutable") > 0, "nothing was unroutable");
            bind(trial, Trial.ORDER_PLACED);
            bind(trial, AUDIT);
            Awaitility.await("the unroutable events are sent again")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isSent(trial));
        });
        Instant[] missing = new Instant[1];
        trial.at(0.5, () -> {
            // Earlier than the binding is gone: what was handled is not handled again.
            missing[0] = Instant.now().minusSeconds(1);
            unbind(trial, Trial.ORDER_PLACED);
        });
        trial.at(0.9, () -> {
            bind(trial, Trial.ORDER_PLACED);
            replay(trial, missing[0]);
        });
    }

    private static void unbind(Trial trial, String queue) throws Exception {
        try (Connection connection = trial.broker().connect();
                Channel channel = connection.createChannel()) {
            channel.queueUnbind(queue, "orders", "orders.order-placed.v1");
        }
    }

    private static void bind(Trial trial, String queue) throws Exception {
        try (Connection connection = trial.broker().connect();
                Channel channel = connection.createChannel()) {
            channel.queueBind(queue, "orders", "orders.order-placed.v1");
        }
    }

    private static boolean isSent(Trial trial) throws Exception {
        ServiceProcess producer = trial.producer();
        return producer.post("/actuator/unroutable", "{}").statusCode() == 200
                && trial.witness().depth("unroutable") == 0;
    }

    private static void replay(Trial trial, Instant from) throws IOException {
        HttpResponse<String> answer =
                trial.consumer().post("/actuator/audit/" + Trial.ORDER_PLACED, "{\"from\":\"%s\"}".formatted(from));
        trial.expect(
                answer.body().contains("\"complete\":true") && !answer.body().contains("\"replayed\":0,"),
                "the audit trail was not replayed: " + answer.body());
    }
}
