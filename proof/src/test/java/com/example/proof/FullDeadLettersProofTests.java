package com.example.proof;

import com.example.testbed.OrderLoad;
import com.example.testbed.Witness;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Order;

@Order(19)
class FullDeadLettersProofTests extends Row {

    private static final int POISON = 3;

    FullDeadLettersProofTests() {
        super(14, "The dead-letter queue is full and refuses");
    }

    @Override
    void plan(Trial trial) {
        trial.at(
                0,
                () -> trial.broker()
                        .control(
                                "set_policy",
                                "full",
                                "\\.dlq$",
                                "{\"max-length\":1,\"overflow\":\"reject-publish\"}",
                                "--apply-to",
                                "queues"));
        for (int i = 0; i < POISON; i++) {
            trial.at(0.1 + 0.1 * i, () -> {
                int status = trial.producer()
                        .post("/api/orders", OrderLoad.order("poison", "tok_visa"))
                        .statusCode();
                trial.expect(status == 202, "an order of customer poison was answered with " + status);
            });
        }
        trial.at(0.95, () -> {
            trial.expect(trial.witness().deadLetters() < POISON, "the dead-letter queue was not full");
            // Taking them out makes room. To remove the limit would not do: RabbitMQ 3.10 goes on refusing.
            int[] taken = {0};
            try {
                Awaitility.await("all of them become dead letters")
                        .atMost(Duration.ofSeconds(90))
                        .until(() -> (taken[0] += take(trial)) >= POISON);
            } catch (ConditionTimeoutException ex) {
                trial.complain("only %d of %d messages became dead letters".formatted(taken[0], POISON));
            }
            trial.broker().control("clear_policy", "full");
        });
    }

    private static int take(Trial trial) throws Exception {
        try (Connection connection = trial.broker().connect();
                Channel channel = connection.createChannel()) {
            return channel.queuePurge(Witness.DEAD_LETTER_QUEUES.get(0)).getMessageCount();
        }
    }
}
