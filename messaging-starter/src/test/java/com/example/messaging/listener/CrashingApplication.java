package com.example.messaging.listener;

import com.example.messaging.sample.Greeted;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application that dies in the middle of one message; run in a JVM of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CrashingApplication {

    static final String POISON = "poison";

    /** Whoever looks for the reason of the end knows that it was meant. */
    static final int EXIT_CODE = 42;

    private final JdbcTemplate jdbc;

    CrashingApplication(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @RabbitListener(queues = "guests.greeted")
    void on(Greeted event) {
        if (event.text().equals(POISON)) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        jdbc.update("insert into handled (guest) values (?)", event.guestId().toString());
    }

    public static void main(String[] args) {
        SpringApplication.run(CrashingApplication.class, args);
    }
}
