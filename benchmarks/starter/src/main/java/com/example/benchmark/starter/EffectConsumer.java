package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.ConsumeScenario;
import java.util.function.LongSupplier;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.jdbc.core.JdbcTemplate;

/** A container whose listener writes the effect and publishes the follow-up event. */
final class EffectConsumer implements ConsumeScenario.Consumer {

    private final MessageListenerContainer container;

    private final JdbcTemplate jdbc;

    private final Broker broker;

    EffectConsumer(MessageListenerContainer container, JdbcTemplate jdbc, Broker broker) {
        this.container = container;
        this.jdbc = jdbc;
        this.broker = broker;
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public long done(LongSupplier followUps) {
        return followUps.getAsLong();
    }

    @Override
    public void verify(long first, int count) {
        Long rows = jdbc.queryForObject(
                "select count(*) from effect where number >= ? and number < ?", Long.class, first, first + count);
        Long distinct = jdbc.queryForObject(
                "select count(distinct number) from effect where number >= ? and number < ?",
                Long.class,
                first,
                first + count);
        if (rows == null || rows != count || distinct == null || distinct != count) {
            throw new IllegalStateException("%d events had %d effects, on %d numbers".formatted(count, rows, distinct));
        }
        broker.verifyDepth(Broker.PLACED_QUEUE, 0);
        broker.verify(Broker.HANDLED_QUEUE, first, count);
    }
}
