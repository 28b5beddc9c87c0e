package com.example.service.web;

import com.example.messaging.OutboxFullException;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A service that does nothing, and has everything. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
            "com.example.messaging.topology.TopologyAutoConfiguration",
            "com.example.messaging.publisher.PublisherAutoConfiguration",
            "com.example.messaging.listener.ListenerAutoConfiguration",
            "com.example.messaging.deadletter.DeadLetterAutoConfiguration",
            "com.example.messaging.unroutable.UnroutableAutoConfiguration"
        })
class Site {

    @Bean
    Switches switches() {
        return new Switches();
    }

    @Bean
    Messages messages() {
        return new Messages();
    }

    @RestController
    static class Things {

        @GetMapping("/things")
        Map<String, String> read(Authentication login) {
            return Map.of("login", login.getName());
        }

        @PostMapping("/things")
        Map<String, Integer> change(@RequestBody(required = false) String body) {
            return Map.of("length", body == null ? 0 : body.length());
        }

        @GetMapping("/failures/{what}")
        void fail(@PathVariable String what) throws Exception {
            switch (what) {
                case "outbox" -> throw new OutboxFullException("7 events wait");
                case "database" -> throw new TransientDataAccessResourceException("jdbc:secret");
                default -> throw new AccessDeniedException("/etc/secret");
            }
        }
    }

    @Endpoint(id = "deadletters")
    static class Messages {

        @ReadOperation
        Map<String, String> count() {
            return Map.of("orders", "1");
        }

        @ReadOperation
        Map<String, String> look(@Selector String queue) {
            return Map.of("body", queue);
        }
    }

    @Endpoint(id = "switches")
    static class Switches {

        @ReadOperation
        Map<String, String> read() {
            return Map.of("switch", "on");
        }

        @WriteOperation
        Map<String, String> flip() {
            return Map.of("switch", "off");
        }
    }
}
