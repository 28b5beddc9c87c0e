package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.ConsumeScenario;
import com.example.benchmark.scenario.Handled;
import com.example.benchmark.scenario.Placed;
import com.example.messaging.EventPublisher;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The same guarantees with one transaction for each message, on a container of Spring AMQP: inbox row, effect, and the
 * follow-up event in the outbox, acknowledged after the commit. The starter's relay publishes the follow-up events, so
 * that what is compared is the consuming.
 */
final class PlainListener implements MessageListener {

    /** What the starter's queues have by default. */
    static final int PREFETCH = 250;

    private static final String CLAIM =
            "insert into inbox_message (queue, event_source, event_id, handled_at) values (?, ?, ?, ?) on conflict do nothing";

    private final JsonMapper json = JsonMapper.builder().build();

    private final JdbcTemplate jdbc;

    private final TransactionTemplate transactions;

    private final EventPublisher events;

    private PlainListener(JdbcTemplate jdbc, TransactionTemplate transactions, EventPublisher events) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.events = events;
    }

    static SimpleMessageListenerContainer container(
            ConnectionFactory connections, JdbcTemplate jdbc, TransactionTemplate transactions, EventPublisher events) {
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
        container.setQueueNames(Broker.PLACED_QUEUE);
        container.setPrefetchCount(PREFETCH);
        container.setMessageListener(new PlainListener(jdbc, transactions, events));
        container.afterPropertiesSet();
        return container;
    }

    @Override
    public void onMessage(Message message) {
        transactions.executeWithoutResult(status -> {
            String id = message.getMessageProperties().getMessageId();
            OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
            if (jdbc.update(CLAIM, Broker.PLACED_QUEUE, "/benchmark", id, now) == 1) {
                Placed event = json.readValue(message.getBody(), Placed.class);
                jdbc.update(ConsumeScenario.INSERT, event.number(), event.customer(), event.amount());
                events.publish(new Handled(event.key(), event.number()));
            }
        });
    }
}
