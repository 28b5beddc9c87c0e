package com.example.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                    .startsWith("jdbc:postgresql://localhost:5432/producer");
            assertThat(settings.getProperty("messaging.topology.declare")).isEqualTo("false");
        }
    }

    @Test
    void secretsAreFilesNamedByTheirPropertyAndWinOverTheProfiles(@TempDir Path secrets) throws IOException {
        Files.writeString(secrets.resolve("spring.datasource.password"), "from-a-file\n");
        Files.writeString(secrets.resolve("api.users.ada.password"), "of-ada\n");

        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Nothing.class)
                .web(WebApplicationType.NONE)
                .profiles("production")
                .run("--spring.config.import=optional:configtree:" + secrets + "/")) {
            Environment settings = context.getEnvironment();

            assertThat(settings.getProperty("spring.datasource.password")).isEqualTo("from-a-file");
            assertThat(settings.getProperty("api.users.ada.password")).isEqualTo("of-ada");
        }
    }

    /** The settings are read, and nothing is started. */
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
