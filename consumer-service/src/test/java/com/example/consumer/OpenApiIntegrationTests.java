package com.example.consumer;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.document.OpenApiContract;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // A service of their own: what the examples leave behind would be in the way of other tests.
        properties = "DATA_DIRECTORY=./target/test-data/examples-${random.uuid}")
@WithRabbitMq
class OpenApiIntegrationTests extends OpenApiContract {

    private static final String ORDER_PLACED = "orders.order-placed.v1";

    OpenApiIntegrationTests(@Autowired Environment environment) {
        super(environment);
    }

    /** Orders come by AMQP only: the example of one, whose payment is asked for. */
    @BeforeEach
    void placeTheOrder(@Autowired VirtualHost virtualHost) throws IOException {
        byte[] order = new ClassPathResource("event-examples/" + ORDER_PLACED + ".json").getContentAsByteArray();
        virtualHost
                .template()
                .send(
                        "orders",
                        ORDER_PLACED,
                        MessageBuilder.withBody(order)
                                .setContentType(MessageProperties.CONTENT_TYPE_JSON)
                                .build());
    }
}
