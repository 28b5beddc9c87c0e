package com.example.benchmark.scenario;

import com.rabbitmq.client.ConnectionFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a contender is started with: {@code --name=value}. Broker and database have the names that Spring Boot gives
 * them, so that an application takes them as they are.
 */
public final class Arguments {

    private final Map<String, String> values = new HashMap<>();

    /** Reads the command line. */
    public Arguments(String... arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("'%s' is not of the form --name=value".formatted(argument));
            }
            values.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
    }

    /** Returns the value of an argument that must be there. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--%s is missing".formatted(name));
        }
        return value;
    }

    /** Returns the number that an argument must have. */
    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Returns the numbers that an argument has, with commas between them; none if it is empty. */
    public List<Integer> numbers(String name) {
        return Arrays.stream(text(name).split(","))
                .filter(text -> !text.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    /** How to reach the broker. */
    public ConnectionFactory broker() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(text("spring.rabbitmq.host"));
        factory.setPort(number("spring.rabbitmq.port"));
        factory.setUsername(text("spring.rabbitmq.username"));
        factory.setPassword(text("spring.rabbitmq.password"));
        factory.setVirtualHost(text("spring.rabbitmq.virtual-host"));
        return factory;
    }
}
