package com.example.messaging.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.deadletter.DeadLetterFilter;
import com.example.messaging.deadletter.Replay;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One trace leads through everything that an event causes. */
@Timeout(90)
class TraceIntegrationTests {

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private ConfigurableApplicationContext application;

    private Traced traced;

    private Tracer tracer;

    private EventPublisher events;

    @BeforeEach
    void start() {
        Map<String, Object> settings = new HashMap<>(Database.H2.newProperties());
        settings.put("management.tracing.sampling.probability", "1.0");
        settings.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        settings.put("messaging.queues.[guests.thanked].bindings", "greetings.thanked.v1");
        settings.put("messaging.retry.delays", "50ms");
        application = Application.start(Traced.class, virtualHost.springProperties(), settings);
        traced = application.getBean(Traced.class);
        tracer = application.getBean(Tracer.class);
        events = application.getBean(EventPublisher.class);
    }

    @AfterEach
    void stop() {
        application.close();
        virtualHost.close();
    }

    @Test
    void oneTraceFromThePublisherOverRetryDeadLetterAndReplayToTheLastListener() {
        traced.broken = true;
        String trace = inSpan(() -> events.publish(Greeted.guest(UUID.randomUUID())));
        Replay replay = application.getBean(Replay.class);
        await().untilAsserted(() -> assertThat(replay.counts()).containsEntry("guests.greeted", 1L));
        traced.broken = false;

        replay.replay("guests.greeted", DeadLetterFilter.ALL, 10);

        await().untilAsserted(() -> assertThat(traced.thanked).hasValue(1));
        await().untilAsserted(() -> {
            List<String> names = spansOf(trace).stream().map(SpanData::getName).toList();
            // Sent by the relay, twice; to the retry tier; to the dead letters.
            assertThat(names).filteredOn("greetings send"::equals).hasSize(2);
            assertThat(names).contains("request", "retry.50ms/guests.greeted send", "dead-letters/guests.greeted send");
            // Two attempts that failed, the replayed one, and that of what it published.
            assertThat(names).filteredOn("guests.greeted receive"::equals).hasSize(3);
            assertThat(names).contains("guests.thanked receive");
        });
        assertThat(spansOf(trace).stream()
                        .filter(span -> span.getStatus().getDescription().contains("broken")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aGroupIsLinkedToTheTracesOfItsMessages() throws InterruptedException {
        events.publish(Greeted.guest(UUID.randomUUID()));
        await().untilAsserted(() -> assertThat(traced.thanked).hasValue(1));
        traced.gate = new CountDownLatch(1);
        List<String> sent = IntStream.range(0, 10)
                .mapToObj(i -> inSpan(() -> events.publish(Greeted.guest(UUID.randomUUID()))))
                .toList();
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("guests.greeted")).isZero());
        traced.gate.countDown();

        await().untilAsserted(() -> assertThat(traced.thanked).hasValue(11));
        await().untilAsserted(() -> assertThat(traced.spans)
                .filteredOn(span -> span.getName().equals("guests.greeted group commit"))
                .flatExtracting(SpanData::getLinks)
                .extracting(link -> link.getSpanContext().getTraceId())
                .isSubsetOf(sent)
                .hasSizeGreaterThan(5));
        // Each message is in its own trace all the same.
        assertThat(sent)
                .allSatisfy(trace -> assertThat(spansOf(trace))
                        .extracting(SpanData::getName)
                        .contains("guests.greeted receive", "guests.thanked receive"));
    }

    private String inSpan(Runnable work) {
        Span span = tracer.nextSpan().name("request").start();
        try (Tracer.SpanInScope ignored = tracer.withSpan(span)) {
            work.run();
            return span.context().traceId();
        } finally {
            span.end();
        }
    }

    private List<SpanData> spansOf(String trace) {
        return traced.spans.stream()
                .filter(span -> span.getTraceId().equals(trace))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Traced {

        final List<SpanData> spans = new CopyOnWriteArrayList<>();

        final AtomicInteger thanked = new AtomicInteger();

        volatile boolean broken;

        volatile CountDownLatch gate = new CountDownLatch(0);

        @Bean
        SpanProcessor recording() {
            return SimpleSpanProcessor.create(new SpanExporter() {

                @Override
                public CompletableResultCode export(Collection<SpanData> ended) {
                    spans.addAll(ended);
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            });
        }

        @Bean
        Listener listener(EventPublisher events) {
            return new Listener(this, events);
        }

        static class Listener {

            private final Traced traced;

            private final EventPublisher events;

            Listener(Traced traced, EventPublisher events) {
                this.traced = traced;
                this.events = events;
            }

            @RabbitListener(queues = "guests.greeted")
            void on(Greeted event) throws InterruptedException {
                traced.gate.await();
                if (traced.broken) {
                    throw new IllegalStateException("broken");
                }
                events.publish(new Thanked(event.guestId()));
            }

            @RabbitListener(queues = "guests.thanked")
            void on(Thanked event) {
                traced.thanked.incrementAndGet();
            }
        }
    }
}
