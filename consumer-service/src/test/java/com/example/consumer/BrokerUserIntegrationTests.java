package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** The service declares what is its own, and nothing else. */
@WithRabbitMq(definitions = "../deploy/rabbitmq/definitions.json", user = "consumer")
class BrokerUserIntegrationTests extends BrokerUserContract {

    @Test
    void anExchangeOfItsOwnThatIsLostIsDeclaredAgain(
            @Autowired VirtualHost virtualHost, @Autowired ConnectionFactory connections) {
        virtualHost.admin().deleteExchange("payments");

        connections.resetConnection();
        connections.createConnection().close();

        virtualHost.template().convertAndSend("payments", "payments.unheard-of.v1", "anybody?");
        assertThat(virtualHost.take("unroutable").getBody()).asString().isEqualTo("anybody?");
    }
}
