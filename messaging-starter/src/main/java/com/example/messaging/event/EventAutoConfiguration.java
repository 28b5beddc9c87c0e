package com.example.messaging.event;

import com.example.messaging.properties.MessagingProperties;
import com.example.model.EventType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/** Auto-configuration for the {@link EventCatalog} and the {@link EventCodec}. */
@AutoConfiguration
@EnableConfigurationProperties(MessagingProperties.class)
public final class EventAutoConfiguration {

    private static final Logger logger = LoggerFactory.getLogger(EventAutoConfiguration.class);

    @Bean
    @ConditionalOnMissingBean
    EventCatalog eventCatalog(MessagingProperties properties, BeanFactory beans, ResourceLoader resources) {
        Set<String> packages = new LinkedHashSet<>(properties.events().packages());
        packages.stream()
                .filter(name -> EventScanner.scan(Set.of(name), resources).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidEventCatalogException(
                            "'messaging.events.packages' names '%s', and no event is in it".formatted(name));
                });
        if (packages.isEmpty()) {
            packages.add(EventType.class.getPackageName());
            if (AutoConfigurationPackages.has(beans)) {
                packages.addAll(AutoConfigurationPackages.get(beans));
            }
        }
        List<Class<?>> found = new ArrayList<>(EventScanner.scan(packages, resources));
        logger.debug("Found {} event types in {}", found.size(), packages);
        return EventCatalog.of(found);
    }

    @Bean
    @ConditionalOnMissingBean
    EventCodec eventCodec(
            EventCatalog catalog,
            MessagingProperties properties,
            @Value("${spring.application.name:application}") String service) {
        return new EventCodec(catalog, service, properties.events(), Clock.systemUTC());
    }
}
