package com.example.messaging.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Timeout(60)
class OwnConnectionFactoryIntegrationTests {

    @Test
    void publishesWhereTheApplicationsOwnConnectionFactoryLeads() {
        try (VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();
                ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .initializers(context -> context.getBeanFactory().registerSingleton("virtualHost", virtualHost))
                        .properties(Map.of(
                                "spring.rabbitmq.host", "127.0.0.1",
                                "spring.rabbitmq.port", "1",
                                "messaging.events.packages", "com.example.messaging.sample",
                                "messaging.exchanges.greetings", "topic",
                                "messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1"))
                        .run()) {
            String id = application.getBean(EventPublisher.class).publish(Greeted.guest(UUID.randomUUID()));

            assertThat(virtualHost.take("guests.greeted").getMessageProperties().getMessageId())
                    .isEqualTo(id);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        CachingConnectionFactory connectionFactory(VirtualHost virtualHost) {
            RabbitMqBroker broker = virtualHost.broker();
            CachingConnectionFactory own = new CachingConnectionFactory(broker.host(), broker.port());
            own.setUsername(broker.username());
            own.setPassword(broker.password());
            own.setVirtualHost(virtualHost.name());
            return own;
        }
    }
}
