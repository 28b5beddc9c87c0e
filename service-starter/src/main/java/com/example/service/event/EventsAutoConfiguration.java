package com.example.service.event;

import com.example.messaging.asyncapi.AsyncApi;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventIntake;
import com.example.messaging.properties.MessagingProperties;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of events over HTTP. */
@AutoConfiguration(
        afterName = {
            "com.example.messaging.event.EventAutoConfiguration",
            "com.example.messaging.outbox.OutboxAutoConfiguration"
        })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(EventCatalog.class)
@EnableConfigurationProperties(EventsProperties.class)
public final class EventsAutoConfiguration {

    @Bean
    EventTypeController eventTypeController(EventCatalog catalog, EventsProperties properties) {
        return new EventTypeController(catalog, properties);
    }

    @Bean
    AsyncApiController asyncApiController(
            EventCatalog catalog,
            MessagingProperties messaging,
            ObjectProvider<BuildProperties> build,
            @Value("${spring.application.name:application}") String service) {
        String version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("unknown");
        AsyncApi.Info info = new AsyncApi.Info(service, version, "What this service publishes and receives");
        return new AsyncApiController(AsyncApi.yaml(info, catalog, Map.of(service, messaging)));
    }

    /** Only where it is said what may be published. */
    @Bean
    @ConditionalOnProperty("api.events.types")
    @ConditionalOnBean(EventIntake.class)
    EventController eventController(EventCodec codec, EventIntake intake, EventsProperties properties) {
        return new EventController(codec, intake, properties);
    }

    @Bean
    EventsOpenApi eventsOpenApi(EventCatalog catalog, EventsProperties properties) {
        return new EventsOpenApi(catalog, properties);
    }
}
