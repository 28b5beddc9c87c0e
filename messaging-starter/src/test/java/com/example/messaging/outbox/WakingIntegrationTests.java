package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;
import org.springframework.context.ConfigurableApplicationContext;

/** Commits alone keep the relay awake: with two instances on one partition, no event has to wait for the safety net. */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(90)
class WakingIntegrationTests {

    private static final String QUEUE = "guests.greeted";

    private static final int ROUNDS = 300;

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private final BrokerLink link = virtualHost.broker().newLink();

    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

    private final Database database;

    WakingIntegrationTests(Database database) {
        this.database = database;
    }

    @AfterEach
    void stop() {
        instances.forEach(ConfigurableApplicationContext::close);
        link.close();
        virtualHost.close();
    }

    @Test
    void noEventWaitsForTheSafetyNet() {
        Map<String, Object> settings = new HashMap<>(database.newProperties());
        settings.put("messaging.exchanges.greetings.type", "topic");
        settings.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        settings.put("messaging.outbox.partitions", "1");
        settings.put("messaging.outbox.poll-interval", "10m");
        for (int i = 0; i < 2; i++) {
            instances.add(Application.start(Application.class, virtualHost.springProperties(link), settings));
        }

        for (int round = 0; round < ROUNDS; round++) {
            // At the same time, so that one instance often finds the other at work on the partition.
            Set<String> published = instances.parallelStream()
                    .map(instance -> instance.getBean(EventPublisher.class).publish(Greeted.guest(UUID.randomUUID())))
                    .collect(Collectors.toSet());
            assertThat(Set.of(takeId(), takeId())).as("round %d", round).isEqualTo(published);
        }
    }

    private String takeId() {
        Message message = virtualHost.take(QUEUE);
        assertThat(message).isNotNull();
        return message.getMessageProperties().getMessageId();
    }
}
