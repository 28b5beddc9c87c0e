package com.example.messaging.listener;

import com.example.messaging.sample.Database;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class ListenerWithoutDatabaseIntegrationTests extends ListenerContract {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.NONE.addTo(registry);
    }
}
