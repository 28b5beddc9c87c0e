package com.example.messaging.sample;

import com.example.messaging.test.VirtualHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application that has the starter and nothing else; tests start it with the settings that they are about. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Application {

    /**
     * Starts it, with the samples' exchange.
     *
     * @param source its configuration, this class or one like it
     * @param broker how to reach the broker, as {@link VirtualHost#springProperties()}
     * @param settings further ones; they win
     */
    public static ConfigurableApplicationContext start(
            Class<?> source, Map<String, Object> broker, Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(broker);
        properties.put("spring.application.name", "reception");
        properties.put("messaging.events.packages", "com.example.messaging.sample");
        properties.put("messaging.exchanges.greetings.type", "topic");
        properties.put(
                "spring.rabbitmq.connection-timeout", Duration.ofSeconds(2).toString());
        properties.putAll(settings);
        return new SpringApplicationBuilder(source)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }
}
