package com.example.messaging.topology;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;

/** One thing to declare on the broker. Declaring what is there already, and equal, changes nothing. */
sealed interface Declaration {

    /** What it is called, for a person to read. */
    String label();

    void declare(Channel channel) throws IOException;

    /** A durable exchange. */
    record OfExchange(String name, String type, Map<String, Object> arguments) implements Declaration {

        @Override
        public String label() {
            return "exchange '" + name + "'";
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.exchangeDeclare(name, type, true, false, arguments);
        }
    }

    /** A durable queue that any connection may use. */
    record OfQueue(String name, Map<String, Object> arguments) implements Declaration {

        @Override
        public String label() {
            return "queue '" + name + "'";
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.queueDeclare(name, true, false, false, arguments);
        }
    }

    /** A binding of a queue to an exchange. */
    record OfBinding(String queue, String exchange, String routingKey) implements Declaration {

        @Override
        public String label() {
            return "binding of queue '%s' to exchange '%s' with routing key '%s'"
                    .formatted(queue, exchange, routingKey);
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.queueBind(queue, exchange, routingKey);
        }
    }
}
