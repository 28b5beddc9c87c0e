package com.example.producer;

import com.example.messaging.test.WithRabbitMq;
import com.example.messaging.test.web.LoginContract;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "DATA_DIRECTORY=./target/test-data/${random.uuid}")
@WithRabbitMq
class LoginIntegrationTests extends LoginContract {

    LoginIntegrationTests(@Autowired ApplicationContext service) {
        super(service);
    }
}
