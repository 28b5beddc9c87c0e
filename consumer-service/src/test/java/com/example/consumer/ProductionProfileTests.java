package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

class ProductionProfileTests {

    @Test
    void comesWithPostgresAndDeclaresNothing() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Nothing.class)
                .web(WebApplicationType.NONE)
                .profiles("production")
                .run()) {
            Environment settings = context.getEnvironment();

            assertThat(settings.getActiveProfiles()).contains("production", "postgres");
            assertThat(settings.getProperty("spring.datasource.url"))
                    .startsWith("jdbc:postgresql://localhost:5432/consumer");
            assertThat(settings.getProperty("messaging.topology.declare")).isEqualTo("false");
        }
    }

    /** The settings are read, and nothing is started. */
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
