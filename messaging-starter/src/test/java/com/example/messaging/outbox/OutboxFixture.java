package com.example.messaging.outbox;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Application;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with an outbox, and a broker that can break; tests look at both. */
abstract class OutboxFixture {

    static final String QUEUE = "guests.greeted";

    final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    final Database database;

    BrokerLink link;

    ConfigurableApplicationContext application;

    EventPublisher events;

    TransactionTemplate transaction;

    JdbcTemplate jdbc;

    OutboxFixture(Database database) {
        this.database = database;
    }

    @BeforeEach
    void link() {
        link = virtualHost.broker().newLink();
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
        link.close();
        virtualHost.close();
    }

    void start(String... settings) {
        start(Application.class, settings);
    }

    void start(Class<?> source, String... settings) {
        Map<String, Object> all = new HashMap<>(database.newProperties());
        all.put("messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1");
        all.put("messaging.exchanges.greetings.type", "topic");
        Stream.of(settings).map(setting -> setting.split("=", 2)).forEach(setting -> all.put(setting[0], setting[1]));
        application = Application.start(source, virtualHost.springProperties(link), all);
        events = application.getBean(EventPublisher.class);
        transaction = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        jdbc = new JdbcTemplate(application.getBean(DataSource.class));
    }

    OutboxEndpoint endpoint() {
        return new OutboxEndpoint(
                application.getBean(OutboxTable.class),
                application.getBean(OutboxRelay.class),
                application.getBean(Backlog.class));
    }

    List<String> publish(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> events.publish(Greeted.guest(UUID.randomUUID())))
                .toList();
    }

    void publishAndTake() {
        events.publish(Greeted.guest(UUID.randomUUID()));
        takeIds(1);
    }

    List<String> takeIds(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> virtualHost.take(QUEUE).getMessageProperties().getMessageId())
                .toList();
    }

    List<String> takeDistinctIds(int count) {
        return Stream.generate(
                        () -> virtualHost.take(QUEUE).getMessageProperties().getMessageId())
                .distinct()
                .limit(count)
                .toList();
    }

    long rows() {
        Long found = jdbc.queryForObject("select count(*) from outbox_event", Long.class);
        return found == null ? 0 : found;
    }
}
