package com.example.messaging.publisher;

import com.rabbitmq.client.AMQP;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * A message to be published.
 *
 * @param exchange where to
 * @param routingKey with which key
 * @param properties its properties, with a message id
 * @param body its body
 */
public record Outgoing(String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body) {

    private static final DefaultMessagePropertiesConverter CONVERTER = new DefaultMessagePropertiesConverter();

    /** A message that is there in Spring's form. */
    public static Outgoing of(String exchange, String routingKey, Message message) {
        return new Outgoing(
                exchange,
                routingKey,
                CONVERTER.fromMessageProperties(message.getMessageProperties(), "UTF-8"),
                message.getBody());
    }
}
