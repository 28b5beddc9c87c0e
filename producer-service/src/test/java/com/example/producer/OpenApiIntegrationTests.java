package com.example.producer;

import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.document.OpenApiContract;
import com.example.model.pricing.PriceQuoted;
import com.example.model.pricing.QuotePrice;
import java.math.BigDecimal;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.core.env.Environment;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // A service of their own: what the examples leave behind would be in the way of other tests.
        properties = {
            "DATA_DIRECTORY=./target/test-data/examples-${random.uuid}",
            "messaging.queues.[pricing.quote-price].bindings=pricing.quote-price.v1",
            "messaging.queues.[pricing.quote-price].dead-letter=false"
        })
@WithRabbitMq
class OpenApiIntegrationTests extends OpenApiContract {

    OpenApiIntegrationTests(@Autowired Environment environment) {
        super(environment);
    }

    /** Plays the pricing service. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Pricing {

        @RabbitListener(queues = "pricing.quote-price")
        PriceQuoted on(QuotePrice request) {
            BigDecimal price = new BigDecimal("9.90");
            return new PriceQuoted(
                    request.currency(),
                    request.lines().stream()
                            .map(line -> new PriceQuoted.Line(line.sku(), line.quantity(), price))
                            .toList(),
                    price);
        }
    }
}
