package com.example.service.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.asyncapi.AsyncApi;
import com.example.messaging.event.EventAutoConfiguration;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.properties.MessagingProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** The document of all services is the one that follows from their settings. {@code -Dasyncapi.write} writes it. */
class AsyncApiDocumentTests {

    private static final Path DOCUMENT = Path.of("../docs/asyncapi.yaml");

    private static final AsyncApi.Info INFO = new AsyncApi.Info(
            "Staffetta",
            "1.0.0",
            "The events of the sample services: who publishes them, which queues receive them. Each service serves its own part at /api/asyncapi");

    @Test
    void isCurrent() throws IOException {
        String current = AsyncApi.yaml(
                INFO,
                catalog(),
                Map.of(
                        "producer-service", settings("producer-service"),
                        "consumer-service", settings("consumer-service")));
        if (System.getProperty("asyncapi.write") != null) {
            Files.writeString(DOCUMENT, current);
        }

        assertThat(DOCUMENT)
                .as(
                        "'mvn test -pl service-starter -am -Dtest=AsyncApiDocumentTests -Dsurefire.failIfNoSpecifiedTests=false -Dasyncapi.write' writes it")
                .content()
                .isEqualTo(current);
    }

    private static EventCatalog catalog() {
        AtomicReference<EventCatalog> catalog = new AtomicReference<>();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(EventAutoConfiguration.class))
                .withPropertyValues("messaging.events.packages=com.example.model")
                .run(context -> catalog.set(context.getBean(EventCatalog.class)));
        return catalog.get();
    }

    private static MessagingProperties settings(String service) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        for (PropertySource<?> source : new YamlPropertySourceLoader()
                .load(service, new FileSystemResource("../%s/src/main/resources/application.yml".formatted(service)))) {
            environment.getPropertySources().addLast(source);
        }
        return Binder.get(environment)
                .bind("messaging", MessagingProperties.class)
                .get();
    }
}
