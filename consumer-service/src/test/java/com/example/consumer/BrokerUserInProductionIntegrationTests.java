package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.WithRabbitMq;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The service declares nothing, and may not. */
@WithRabbitMq(definitions = "../deploy/rabbitmq/definitions-production.json", user = "consumer")
@TestPropertySource(properties = "messaging.topology.declare=false")
class BrokerUserInProductionIntegrationTests extends BrokerUserContract {

    @Test
    void theUserConfiguresNothingAtAll(@Autowired BrokerUser user) throws IOException {
        assertThat(user.isRefused(channel -> channel.queueDelete("payments.order-placed")))
                .isTrue();
        assertThat(user.isRefused(
                        channel -> channel.queueDeclare("payments.order-placed.dlq", true, false, false, Map.of())))
                .isTrue();
        assertThat(user.isRefused(channel -> channel.exchangeDelete("payments")))
                .isTrue();
        assertThat(user.isRefused(channel -> channel.queueBind("payments.order-placed", "payments", "#")))
                .isTrue();
    }
}
