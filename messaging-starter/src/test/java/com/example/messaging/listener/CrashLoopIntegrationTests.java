package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.messaging.deadletter.DeadLetterFilter;
import com.example.messaging.deadletter.Replay;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.sample.Database;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What becomes of a message whose consumer dies with it, and of those around it. */
@Timeout(300)
class CrashLoopIntegrationTests {

    private static final String QUEUE = "guests.greeted";

    private static final int DELIVERY_LIMIT = 3;

    private static final int MOST_STARTS = 12;

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    private final Map<String, Object> database = Database.POSTGRES.newProperties();

    private final JdbcTemplate jdbc = new JdbcTemplate(Database.dataSource(database));

    @TempDir
    private Path logs;

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @Test
    void onlyTheMessageThatKillsItsConsumerBecomesADeadLetter() throws IOException, InterruptedException {
        // It has the queues, and no listener.
        try (ConfigurableApplicationContext operator = new SpringApplicationBuilder(Operator.class)
                .web(WebApplicationType.NONE)
                .properties(properties())
                .run()) {
            jdbc.execute("create table handled (guest varchar(40))");
            List<String> neighbours = new ArrayList<>();
            EventCodec codec = operator.getBean(EventCodec.class);
            neighbours.addAll(sendNeighbours(codec, 30));
            String poison = send(codec, new Greeted(UUID.randomUUID(), CrashingApplication.POISON, null));
            neighbours.addAll(sendNeighbours(codec, 30));
            await().untilAsserted(() -> assertThat(virtualHost.depth(QUEUE)).isEqualTo(61));

            int crashes = 0;
            while (!isDone(crashes)) {
                crashes += crashes(crashes) ? 1 : 0;
            }

            // The first delivery is none too many, nor are as many more as the limit says.
            assertThat(crashes).isEqualTo(DELIVERY_LIMIT + 1);
            assertThat(jdbc.queryForList("select guest from handled", String.class))
                    .containsExactlyInAnyOrderElementsOf(neighbours);
            assertThat(operator.getBean(Replay.class).look(QUEUE, DeadLetterFilter.ALL, 100))
                    .singleElement()
                    .satisfies(deadLetter -> {
                        assertThat(deadLetter.id()).isEqualTo(poison);
                        assertThat(deadLetter.exception()).isEqualTo("none");
                        assertThat(deadLetter.message())
                                .isEqualTo(
                                        "RabbitMQ gave it up: its consumers crashed or were lost with it, more often than the queue's delivery limit allows");
                    });
        }
    }

    /** Starts the application; returns whether it died of the message. Else it is done, and is ended here. */
    private boolean crashes(int before) throws IOException, InterruptedException {
        assertThat(before).as("number of crashes").isLessThan(MOST_STARTS);
        Path log = logs.resolve("start-" + before + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashingApplication.class.getName()));
        Map<String, Object> properties = properties();
        properties.put("spring.main.web-application-type", "none");
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        Process application = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> !application.isAlive() || isDone(before));
            if (application.isAlive()) {
                return false;
            }
            assertThat(application.exitValue()).as(Files.readString(log)).isEqualTo(CrashingApplication.EXIT_CODE);
            return true;
        } finally {
            application.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Whether nothing is left on the queue: all of them are handled or dead letters. */
    private boolean isDone(int crashes) {
        return crashes > 0
                && jdbc.queryForObject("select count(*) from handled", Long.class)
                                + Math.max(0, virtualHost.depth(QUEUE + ".dlq"))
                        >= 61;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(virtualHost.springProperties());
        properties.putAll(database);
        properties.put("messaging.events.packages", "com.example.messaging.sample");
        properties.put("messaging.queues[" + QUEUE + "].bindings", "greetings.greeted.v1");
        properties.put("messaging.queues[" + QUEUE + "].delivery-limit", DELIVERY_LIMIT);
        properties.put("messaging.queues[" + QUEUE + "].group-commit", 20);
        properties.put("messaging.queues[" + QUEUE + "].prefetch", 50);
        return properties;
    }

    private List<String> sendNeighbours(EventCodec codec, int count) {
        List<String> guests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID guest = UUID.randomUUID();
            send(codec, Greeted.guest(guest));
            guests.add(guest.toString());
        }
        return guests;
    }

    private String send(EventCodec codec, Greeted event) {
        EventMetadata metadata = codec.describe(event);
        virtualHost.template().send("greetings", metadata.type(), codec.write(event, metadata));
        return metadata.id();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Operator {}
}
