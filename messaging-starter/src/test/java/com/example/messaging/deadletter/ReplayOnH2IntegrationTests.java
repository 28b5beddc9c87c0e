package com.example.messaging.deadletter;

import com.example.messaging.sample.Database;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

class ReplayOnH2IntegrationTests extends ReplayWithInboxContract {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.H2.addTo(registry);
    }
}
