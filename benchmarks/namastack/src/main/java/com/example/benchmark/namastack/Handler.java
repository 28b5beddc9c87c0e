package com.example.benchmark.namastack;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.Placed;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/** Publishes, and returns when the broker has confirmed. */
@Component
class Handler implements OutboxTypedHandler<Placed> {

    private static final int CONFIRM_TIMEOUT_SECONDS = 10;

    private final RabbitTemplate rabbit;

    Handler(RabbitTemplate rabbit) {
        this.rabbit = rabbit;
    }

    @Override
    public void handle(Placed event, OutboxRecordMetadata metadata) {
        CorrelationData correlation = new CorrelationData();
        rabbit.convertAndSend(Broker.EXCHANGE, Placed.TYPE, event, correlation);
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
