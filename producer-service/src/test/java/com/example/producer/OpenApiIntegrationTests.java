package com.example.producer;

import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.document.OpenApiContract;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // A service of their own: what the examples leave behind would be in the way of other tests.
        properties = "DATA_DIRECTORY=./target/test-data/examples-${random.uuid}")
@WithRabbitMq
class OpenApiIntegrationTests extends OpenApiContract {

    OpenApiIntegrationTests(@Autowired Environment environment) {
        super(environment);
    }
}
