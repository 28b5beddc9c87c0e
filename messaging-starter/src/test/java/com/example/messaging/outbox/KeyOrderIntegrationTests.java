package com.example.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.Message;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Events of one key arrive in the order in which they were stored: with two instances at work on one outbox, workers that
 * are interrupted in the middle, connections that are lost, and a queue that is so short that it refuses most of what
 * comes. Some arrive twice; whoever has seen an event passes over it, as the inbox does.
 */
@ParameterizedClass
@EnumSource(value = Database.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
@Timeout(180)
class KeyOrderIntegrationTests {

    private static final int KEYS = 20;

    private static final int EVENTS_PER_KEY = 40;

    private static final String QUEUE = "guests.short";

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private final BrokerLink link = virtualHost.broker().newLink();

    private final List<ConfigurableApplicationContext> instances = new ArrayList<>();

    private final Random random = new Random(20261124);

    private final Database database;

    KeyOrderIntegrationTests(Database database) {
        this.database = database;
    }

    @AfterEach
    void stop() {
        instances.forEach(ConfigurableApplicationContext::close);
        link.close();
        virtualHost.close();
    }

    @Test
    void eventsOfOneKeyKeepTheirOrderWhateverHappens() throws Exception {
        Map<String, Object> settings = new HashMap<>(database.newProperties());
        settings.put("messaging.queues.[guests.short].bindings", "greetings.greeted.v1");
        settings.put("messaging.queues.[guests.short].arguments.x-max-length", "15");
        settings.put("messaging.queues.[guests.short].arguments.x-overflow", "reject-publish");
        settings.put("messaging.outbox.batch-size", "50");
        settings.put("messaging.outbox.poll-interval", "50ms");
        settings.put("messaging.outbox.confirm-timeout", "2s");
        settings.put("messaging.outbox.max-backoff", "50ms");
        settings.put("messaging.outbox.max-refusals", "1000000");
        for (int i = 0; i < 2; i++) {
            instances.add(Application.start(Application.class, virtualHost.springProperties(link), settings));
        }

        CompletableFuture<Void> publishing = CompletableFuture.runAsync(this::publishAll);
        CompletableFuture<Integer> breaking = CompletableFuture.supplyAsync(() -> breakThings(publishing));
        Map<UUID, List<String>> arrived = consumeAll();

        publishing.get(60, TimeUnit.SECONDS);
        assertThat(breaking.get(60, TimeUnit.SECONDS)).isPositive();
        List<String> expected =
                IntStream.range(0, EVENTS_PER_KEY).mapToObj(String::valueOf).toList();
        assertThat(arrived)
                .hasSize(KEYS)
                .allSatisfy((key, texts) -> assertThat(texts).isEqualTo(expected));
    }

    private void publishAll() {
        CompletableFuture.allOf(Stream.generate(
                                () -> CompletableFuture.runAsync(this::publishSome, task -> new Thread(task).start()))
                        .limit(4)
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /**
     * Each key's events one after the other, each in its own transaction, now by one instance, now by the other; the
     * commits of different threads come in another order than the rows were stored in.
     */
    private void publishSome() {
        List<UUID> keys = Stream.generate(UUID::randomUUID).limit(KEYS / 4).toList();
        for (int i = 0; i < EVENTS_PER_KEY; i++) {
            for (UUID key : keys) {
                ConfigurableApplicationContext instance = instances.get((i + key.hashCode() & 1));
                String text = String.valueOf(i);
                new TransactionTemplate(instance.getBean(PlatformTransactionManager.class))
                        .executeWithoutResult(status -> {
                            instance.getBean(EventPublisher.class).publish(new Greeted(key, text, null));
                            TransactionSynchronizationManager.registerSynchronization(new LateCommit());
                        });
            }
        }
    }

    /** Lets a little time pass between storing and committing. */
    private static final class LateCommit implements TransactionSynchronization {

        @Override
        public void beforeCommit(boolean readOnly) {
            await().pollDelay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(15)))
                    .until(() -> true);
        }
    }

    /** Interrupts workers and drops connections at random, until a while after the last event was stored. */
    private int breakThings(CompletableFuture<Void> publishing) {
        int broken = 0;
        while (!publishing.isDone() || broken < 60) {
            List<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().matches("messaging-outbox-\\d+"))
                    .toList();
            if (random.nextInt(10) == 0) {
                link.dropConnections();
            } else if (!workers.isEmpty()) {
                workers.get(random.nextInt(workers.size())).interrupt();
            }
            broken++;
            await().pollDelay(Duration.ofMillis(20 + random.nextInt(60))).until(() -> true);
        }
        return broken;
    }

    /** Takes what comes, slowly enough for the queue to be full most of the time. */
    private Map<UUID, List<String>> consumeAll() {
        await().until(() -> virtualHost.depth(QUEUE) >= 0);
        Map<UUID, List<String>> arrived = new HashMap<>();
        Set<String> seen = new HashSet<>();
        while (seen.size() < KEYS * EVENTS_PER_KEY) {
            Message message = virtualHost.take(QUEUE);
            assertThat(message).as("after %d events", seen.size()).isNotNull();
            if (seen.add(message.getMessageProperties().getMessageId())) {
                String body = new String(message.getBody());
                UUID key = UUID.fromString(message.getMessageProperties().getHeader("cloudEvents_subject"));
                arrived.computeIfAbsent(key, none -> new ArrayList<>())
                        .add(body.replaceAll(".*\"text\":\"(\\d+)\".*", "$1"));
            }
        }
        return arrived;
    }
}
