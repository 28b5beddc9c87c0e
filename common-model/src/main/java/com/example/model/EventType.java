package com.example.model;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as an event and gives it the name that it has on the wire, so that class names stay private to each
 * service. The name is the CloudEvents {@code type} (CloudEvents 1.0, "Required attributes") and, on RabbitMQ, the
 * routing key; its first part is the topic exchange that the event is published to.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /**
     * The name: {@code <exchange>.<what-happened>.v<n>}, in lower case, as in {@code orders.order-placed.v1}. A change
     * that an existing consumer would not understand gets a new version beside the old one.
     */
    String value();
}
