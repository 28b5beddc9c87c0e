package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.ConsumeScenario;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** The limit: a container that does nothing with a message but acknowledge it, in groups as large as the starter's. */
final class AckOnlyConsumer implements ConsumeScenario.Consumer {

    private static final int GROUP = 50;

    private final SimpleMessageListenerContainer container;

    private final Broker broker;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private final AtomicLong count = new AtomicLong();

    AckOnlyConsumer(ConnectionFactory connections, Broker broker) {
        this.broker = broker;
        container = new SimpleMessageListenerContainer(connections);
        container.setQueueNames(Broker.PLACED_QUEUE);
        container.setPrefetchCount(PlainListener.PREFETCH);
        container.setBatchSize(GROUP);
        container.setMessageListener((MessageListener) this::onMessage);
        container.afterPropertiesSet();
    }

    private void onMessage(Message message) {
        seen.add(message.getMessageProperties().getMessageId());
        count.incrementAndGet();
    }

    @Override
    public void start() {
        seen.clear();
        count.set(0);
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public long done(LongSupplier followUps) {
        return seen.size();
    }

    @Override
    public void verify(long first, int events) {
        if (count.get() != events || seen.size() != events) {
            throw new IllegalStateException(
                    "%d of %d events were seen, in %d messages".formatted(seen.size(), events, count.get()));
        }
        broker.verifyDepth(Broker.PLACED_QUEUE, 0);
    }
}
