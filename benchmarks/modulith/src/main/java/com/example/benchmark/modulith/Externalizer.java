package com.example.benchmark.modulith;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.Placed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Publishes after the commit, in another thread, and returns when the broker has confirmed. */
@Component
class Externalizer {

    private static final int CONFIRM_TIMEOUT_SECONDS = 10;

    private final RabbitTemplate rabbit;

    Externalizer(RabbitTemplate rabbit) {
        this.rabbit = rabbit;
    }

    @Async
    @TransactionalEventListener
    void on(Placed event) throws InterruptedException, ExecutionException, TimeoutException {
        CorrelationData correlation = new CorrelationData();
        rabbit.convertAndSend(Broker.EXCHANGE, Placed.TYPE, event, correlation);
        if (!correlation
                .getFuture()
                .get(CONFIRM_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .ack()) {
            throw new IllegalStateException("The broker has refused an event");
        }
    }
}
