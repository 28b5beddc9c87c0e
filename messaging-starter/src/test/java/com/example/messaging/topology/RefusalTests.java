package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The texts are those of RabbitMQ 3.10 and 4.3. */
class RefusalTests {

    private static final Declaration QUEUE = new Declaration.OfQueue("q", Map.of());

    @Test
    void namesQueueArgumentAndBothValues() {
        BrokerSetupException refusal = refusal(
                "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'q' in vhost '/': received the value 'quorum' of type 'longstr' but current is the value 'classic' of type 'longstr'");

        assertThat(refusal)
                .hasMessage(
                        "RabbitMQ refused to declare the queue 'q' in virtual host '/': its argument 'x-queue-type' is 'classic' on the broker, but 'quorum' in this application's configuration.");
        assertThat(refusal.action())
                .contains("so that 'x-queue-type' of 'q' is 'classic'")
                .contains("rabbitmqctl delete_queue -p / q");
    }

    @Test
    void saysWhenAValueIsNotSet() {
        assertThat(
                        refusal(
                                "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for queue 'q' in vhost 'v': received none but current is the value 'dlx' of type 'longstr'"))
                .hasMessageContaining("'x-dead-letter-exchange' is 'dlx' on the broker, but not set in");
        assertThat(
                        refusal(
                                "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost 'v': received 'true' but current is 'false'"))
                .hasMessageContaining("'durable' is 'false' on the broker, but 'true' in");
    }

    @Test
    void anExchangeIsDeletedOnThePageOnly() {
        assertThat(refusal(
                                "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'orders' in vhost '/': received 'topic' but current is 'direct'")
                        .action())
                .contains("so that 'type' of 'orders' is 'direct'")
                .doesNotContain("rabbitmqctl");
    }

    @Test
    void passesOnWhatElseTheBrokerSays() {
        BrokerSetupException refusal =
                refusal("ACCESS_REFUSED - configure access to queue 'q' in vhost '/' refused for user 'u'");

        assertThat(refusal).hasMessageContaining("refused to declare the queue 'q': ACCESS_REFUSED - configure access");
        assertThat(refusal.action()).contains("Give the user of 'spring.rabbitmq.username' the permission");
    }

    @Test
    void aLostConnectionIsNoRefusal() {
        assertThat(Refusal.explain(QUEUE, new IOException("Broken pipe"))).isEmpty();
        assertThat(Refusal.explain(QUEUE, closed(AMQP.CONNECTION_FORCED, "shutdown", true)))
                .isEmpty();
    }

    private static BrokerSetupException refusal(String reply) {
        return Refusal.explain(QUEUE, closed(AMQP.PRECONDITION_FAILED, reply, false))
                .orElseThrow();
    }

    private static IOException closed(int code, String reply, boolean connection) {
        var reason = connection
                ? new AMQP.Connection.Close.Builder()
                        .replyCode(code)
                        .replyText(reply)
                        .build()
                : new AMQP.Channel.Close.Builder()
                        .replyCode(code)
                        .replyText(reply)
                        .build();
        return new IOException(new ShutdownSignalException(connection, false, reason, null));
    }
}
