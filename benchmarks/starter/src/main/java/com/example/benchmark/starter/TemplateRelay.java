package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.EventMessage;
import com.example.benchmark.scenario.Placed;
import com.example.benchmark.scenario.RelayScenario;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * A relay as one writes it with {@code RabbitTemplate}: one thread reads rows in batches, publishes, and deletes. Either
 * it waits for each confirm before it publishes the next event, or it publishes a batch on one channel and waits for all
 * its confirms together.
 */
final class TemplateRelay implements RelayScenario.Relay {

    private static final int BATCH_SIZE = 500;

    private static final int CONFIRM_TIMEOUT_SECONDS = 10;

    private final OutboxRows rows;

    private final RabbitTemplate rabbit;

    private final boolean together;

    private volatile CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    TemplateRelay(OutboxRows rows, RabbitTemplate rabbit, boolean together) {
        this.rows = rows;
        this.rabbit = rabbit;
        this.together = together;
    }

    @Override
    public void fill(long first, int count) {
        rows.fill(first, count);
    }

    @Override
    public void start() {
        running = CompletableFuture.runAsync(this::drain);
    }

    @Override
    public void stop() {
        running.join();
    }

    private void drain() {
        for (int lane = 0; lane < OutboxRows.PARTITIONS; lane++) {
            long before;
            long last = 0;
            do {
                before = last;
                last = rows.take(lane, before, BATCH_SIZE, this::publish);
            } while (last != before);
        }
    }

    private void publish(List<OutboxRows.Row> batch) {
        if (together) {
            // Else each takes a channel of its own: with an open confirm, none goes back to the cache.
            rabbit.invoke(channel -> publishTogether(channel, batch));
        } else {
            batch.forEach(row -> await(publish(rabbit, row)));
        }
    }

    private static int publishTogether(RabbitOperations channel, List<OutboxRows.Row> batch) {
        List<CorrelationData> published =
                batch.stream().map(row -> publish(channel, row)).toList();
        published.forEach(TemplateRelay::await);
        return published.size();
    }

    private static CorrelationData publish(RabbitOperations channel, OutboxRows.Row row) {
        Instant now = Instant.now();
        Message message = MessageBuilder.withBody(row.body())
                .setContentType("application/json")
                .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                .setMessageId(row.eventId())
                .setType(Placed.TYPE)
                .setAppId("benchmark")
                .setCorrelationId(row.eventId())
                .setTimestamp(Date.from(now))
                .copyHeaders(EventMessage.headers(row.eventId(), row.key(), now))
                .build();
        CorrelationData correlation = new CorrelationData(row.eventId());
        channel.send(Broker.EXCHANGE, Placed.TYPE, message, correlation);
        return correlation;
    }

    private static void await(CorrelationData correlation) {
        try {
            if (!correlation
                    .getFuture()
                    .get(CONFIRM_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .ack()) {
                throw new IllegalStateException("The broker has refused an event");
            }
        } catch (InterruptedException | ExecutionException | TimeoutException ex) {
            throw new IllegalStateException("An event was not confirmed", ex);
        }
    }
}
