package com.example.consumer.device;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ActiveProfiles("postgres")
class MonitoringFlowOnPostgresIntegrationTests extends MonitoringFlow {

    private static EmbeddedPostgres postgres;

    @DynamicPropertySource
    static void startPostgres(DynamicPropertyRegistry properties) throws IOException {
        postgres = EmbeddedPostgres.start();
        properties.add("POSTGRES_PORT", postgres::getPort);
        properties.add("POSTGRES_DB", () -> "postgres");
        properties.add("POSTGRES_USER", () -> "postgres");
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }
}
