package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.test.BrokerUser;
import com.example.messaging.test.WithRabbitMq;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The service declares nothing, and may not. */
@WithRabbitMq(definitions = "../deploy/rabbitmq/definitions-production.json", user = "producer")
@TestPropertySource(properties = "messaging.topology.declare=false")
class BrokerUserInProductionIntegrationTests extends BrokerUserContract {

    @Test
    void theUserConfiguresNothingAtAll(@Autowired BrokerUser user) throws IOException {
        assertThat(user.isRefused(channel -> channel.queueDelete("orders.payment-outcome")))
                .isTrue();
        assertThat(user.isRefused(
                        channel -> channel.queueDeclare("orders.payment-outcome.dlq", true, false, false, Map.of())))
                .isTrue();
        assertThat(user.isRefused(channel -> channel.exchangeDelete("orders"))).isTrue();
        assertThat(user.isRefused(channel -> channel.queueBind("orders.payment-outcome", "orders", "#")))
                .isTrue();
    }
}
