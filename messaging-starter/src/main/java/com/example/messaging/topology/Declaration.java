package com.example.messaging.topology;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;

/** One thing to declare on the broker. Declaring what is there already, and equal, changes nothing. */
sealed interface Declaration {

    /** What it is called, for a person to read. */
    String label();

    void declare(Channel channel) throws IOException;

    /** One that the broker can be asked for by its name, which needs no right to configure it. */
    sealed interface Named extends Declaration {

        String name();

        /** Asks whether it is there, whatever its arguments are; the broker closes the channel if it is not. */
        void lookUp(Channel channel) throws IOException;
    }

    /** A durable exchange that this service, or the starter, answers for. */
    record OfExchange(String name, String type, Map<String, Object> arguments) implements Named {

        @Override
        public String label() {
            return "exchange '" + name + "'";
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.exchangeDeclare(name, type, true, false, arguments);
        }

        @Override
        public void lookUp(Channel channel) throws IOException {
            channel.exchangeDeclarePassive(name);
        }
    }

    /** An exchange that only bindings name. Others publish to it, and answer for it; it is declared if it is missing. */
    record OfForeignExchange(OfExchange ifMissing) implements Named {

        @Override
        public String name() {
            return ifMissing.name();
        }

        @Override
        public String label() {
            return ifMissing.label();
        }

        @Override
        public void declare(Channel channel) throws IOException {
            ifMissing.declare(channel);
        }

        @Override
        public void lookUp(Channel channel) throws IOException {
            ifMissing.lookUp(channel);
        }
    }

    /** A durable queue that any connection may use. */
    record OfQueue(String name, Map<String, Object> arguments) implements Named {

        @Override
        public String label() {
            return "queue '" + name + "'";
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.queueDeclare(name, true, false, false, arguments);
        }

        @Override
        public void lookUp(Channel channel) throws IOException {
            channel.queueDeclarePassive(name);
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

    /** A binding of an exchange to another, whose messages it receives as well ("Exchange to Exchange Bindings"). */
    record OfExchangeBinding(String destination, String source, String routingKey) implements Declaration {

        @Override
        public String label() {
            return "binding of exchange '%s' to exchange '%s' with routing key '%s'"
                    .formatted(destination, source, routingKey);
        }

        @Override
        public void declare(Channel channel) throws IOException {
            channel.exchangeBind(destination, source, routingKey);
        }
    }
}
