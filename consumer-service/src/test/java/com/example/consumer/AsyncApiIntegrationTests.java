package com.example.consumer;

import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.document.AsyncApiContract;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        // A service of their own: what the examples leave behind would be in the way of other tests.
        properties = "DATA_DIRECTORY=./target/test-data/examples-${random.uuid}")
@WithRabbitMq
class AsyncApiIntegrationTests extends AsyncApiContract {

    AsyncApiIntegrationTests(@Autowired ApplicationContext service, @Autowired VirtualHost virtualHost) {
        super(service, virtualHost);
    }
}
