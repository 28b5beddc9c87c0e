package com.example.messaging.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the Spring context of a test class a virtual host of its own on a real RabbitMQ: {@code spring.rabbitmq.*} points
 * there, and a {@link VirtualHost} can be injected into the test. Tests that share a cached context share the virtual
 * host; different contexts never meet. See {@link RabbitMqBroker#shared()} for which broker that is; a test without one
 * fails, it is never skipped.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface WithRabbitMq {

    /**
     * Whether the context reaches the broker through a {@link BrokerLink}, which the test can have injected to cut the
     * connection, or to let it hang. Such a context is shared only with tests that want the same.
     */
    boolean breakable() default false;

    /**
     * A file of definitions that the virtual host has from the beginning, relative to the module's directory, with
     * placeholders such as {@code @DEMO_PASSWORD@} for passwords.
     */
    String definitions() default "";

    /**
     * As which user of {@link #definitions()} the context reaches the broker; by default as one who may do everything. A
     * {@link BrokerUser} can then be injected into the test.
     */
    String user() default "";
}
