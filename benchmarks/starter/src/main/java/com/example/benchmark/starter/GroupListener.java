package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.ConsumeScenario;
import com.example.benchmark.scenario.Handled;
import com.example.benchmark.scenario.Placed;
import com.example.messaging.EventPublisher;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** A listener as the starter's users write it. */
@Component
@Profile("consume")
class GroupListener {

    static final String ID = "group";

    private final JdbcTemplate jdbc;

    private final EventPublisher events;

    GroupListener(JdbcTemplate jdbc, EventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    @RabbitListener(id = ID, queues = Broker.PLACED_QUEUE, autoStartup = "false")
    void on(Placed event) {
        jdbc.update(ConsumeScenario.INSERT, event.number(), event.customer(), event.amount());
        events.publish(new Handled(event.key(), event.number()));
    }
}
