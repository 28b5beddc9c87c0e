package com.example.messaging.request;

import com.example.messaging.EventPublisher;
import com.example.messaging.EventViolation;
import com.example.messaging.NonRetryableException;
import com.example.messaging.RequestRefusedException;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.EventScope;
import com.example.messaging.sample.Thanked;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.slf4j.MDC;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Answers what an article costs: as many cents as its name has bytes, unless the name asks for something else. */
class Shop {

    final Map<String, Integer> calls = new ConcurrentHashMap<>();

    final Map<String, String> conversations = new ConcurrentHashMap<>();

    final Map<String, String> traces = new ConcurrentHashMap<>();

    /** Lets the transaction of "held" commit. */
    final CountDownLatch mayCommit = new CountDownLatch(1);

    final CountDownLatch commits = new CountDownLatch(1);

    /** Holds every call back. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private final EventPublisher events;

    Shop(EventPublisher events) {
        this.events = events;
    }

    @RabbitListener(queues = "shop.prices")
    PriceTold on(AskPrice request) throws InterruptedException {
        gate.await();
        calls.merge(request.article(), 1, Integer::sum);
        conversations.put(
                request.article(),
                EventScope.current().map(EventMetadata::correlationId).orElseThrow());
        traces.put(request.article(), String.valueOf(MDC.get("traceId")));
        switch (request.article()) {
            case "broken" -> throw new IllegalStateException("the password is swordfish");
            case "refused" ->
                throw new RequestRefusedException(
                        "There is no such article", List.of(new EventViolation("/article", "is not for sale")));
            case "hopeless" -> throw new NonRetryableException("Ask again tomorrow");
            case "foreign" -> events.publish(new AskPrice(""));
            case "published" -> events.publish(new Thanked(UUID.randomUUID()));
            case "uncommitted" -> {
                events.publish(new Thanked(UUID.randomUUID()));
                beforeCommit(() -> {
                    throw new IllegalStateException("no commit");
                });
            }
            case "held" ->
                beforeCommit(() -> {
                    commits.countDown();
                    mayCommit.await();
                });
            case "free" -> {
                return new PriceTold("free", 0);
            }
            case "nothing" -> {
                return null;
            }
            default -> {}
        }
        return new PriceTold(request.article(), request.article().getBytes(StandardCharsets.UTF_8).length);
    }

    private interface Work {

        void run() throws InterruptedException;
    }

    private static void beforeCommit(Work work) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

            @Override
            public void beforeCommit(boolean readOnly) {
                try {
                    work.run();
                } catch (InterruptedException ex) {
                    throw new IllegalStateException(ex);
                }
            }
        });
    }

    /** The application that has it, and asks it. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Shop shop(EventPublisher events) {
            return new Shop(events);
        }
    }
}
