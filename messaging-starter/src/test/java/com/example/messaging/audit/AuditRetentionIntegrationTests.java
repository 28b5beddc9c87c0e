package com.example.messaging.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.sample.Application;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** How long the audit trail keeps what it has. */
@Timeout(90)
class AuditRetentionIntegrationTests {

    private static final byte[] LARGE = new byte[100_000];

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @Test
    void theOldestMakeRoomWhenItGrowsTooLarge() {
        try (ConfigurableApplicationContext application = Application.start(
                Application.class,
                virtualHost.springProperties(),
                Map.of(
                        "messaging.audit.enabled", true,
                        "messaging.audit.max-length", "1MB",
                        "messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1"))) {
            AuditTrail trail = application.getBean(AuditTrail.class);
            await().untilAsserted(() -> assertThat(virtualHost.depth("audit")).isZero());

            // Segments are rolled over and removed as more comes, and under a reader's feet.
            await().timeout(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        for (int i = 0; i < 5; i++) {
                            virtualHost
                                    .template()
                                    .send(
                                            "greetings",
                                            "greetings.greeted.v1",
                                            MessageBuilder.withBody(LARGE).build());
                        }
                        List<Long> offsets = offsets(trail);
                        assertThat(offsets).isSorted().doesNotHaveDuplicates();
                        assertThat(offsets)
                                .first()
                                .satisfies(first -> assertThat(first).isGreaterThan(100));
                    });

            List<Long> offsets = offsets(trail);
            assertThat(offsets.size()).isLessThan(30);
        }
    }

    private static List<Long> offsets(AuditTrail trail) {
        List<Long> offsets = new ArrayList<>();
        trail.read(AuditQuery.ALL, 1_000).events().forEach(event -> offsets.add(event.offset()));
        return offsets;
    }
}
