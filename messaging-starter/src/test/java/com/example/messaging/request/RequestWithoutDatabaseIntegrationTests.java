package com.example.messaging.request;

import com.example.messaging.sample.Database;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class RequestWithoutDatabaseIntegrationTests extends RequestContract {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.NONE.addTo(registry);
    }
}
