package com.example.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.example.messaging.deadletter.DeadLetterAutoConfiguration;
import com.example.messaging.deadletter.DeadLetters;
import com.example.messaging.event.EventAutoConfiguration;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.inbox.InboxAutoConfiguration;
import com.example.messaging.listener.ListenerAutoConfiguration;
import com.example.messaging.outbox.OutboxAutoConfiguration;
import com.example.messaging.publisher.DirectPublisherAutoConfiguration;
import com.example.messaging.publisher.PublisherAutoConfiguration;
import com.example.messaging.request.RequestAutoConfiguration;
import com.example.messaging.retry.RetryAutoConfiguration;
import com.example.messaging.schema.SchemaAutoConfiguration;
import com.example.messaging.topology.TopologyAutoConfiguration;
import com.example.messaging.trace.TraceAutoConfiguration;
import com.example.messaging.unroutable.UnroutableAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the starter adds to an application, and when it steps back. No broker is needed: port 1 has none. */
class AutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    RabbitAutoConfiguration.class,
                    DeadLetterAutoConfiguration.class,
                    EventAutoConfiguration.class,
                    DirectPublisherAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    ListenerAutoConfiguration.class,
                    OutboxAutoConfiguration.class,
                    PublisherAutoConfiguration.class,
                    RequestAutoConfiguration.class,
                    RetryAutoConfiguration.class,
                    SchemaAutoConfiguration.class,
                    TopologyAutoConfiguration.class,
                    TraceAutoConfiguration.class,
                    UnroutableAutoConfiguration.class))
            .withPropertyValues("spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=1");

    @Test
    void allIsThereByDefault() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(EventPublisher.class)
                .hasSingleBean(EventClient.class)
                .hasSingleBean(EventCatalog.class)
                .hasSingleBean(DeadLetters.class)
                .hasSingleBean(SimpleRabbitListenerContainerFactory.class)
                .hasBean("listenersHealthIndicator"));
    }

    @Test
    void bootsConnectionFactoryAndTemplateStayTheOnlyOnes() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(ConnectionFactory.class).hasSingleBean(RabbitTemplate.class);
            assertThat(context.getBean(RabbitTemplate.class).getConnectionFactory())
                    .isSameAs(context.getBean(ConnectionFactory.class));
        });
    }

    @Test
    void stepsBackForAPublisherOfTheApplication() {
        EventPublisher own = mock(EventPublisher.class);

        runner.withBean("own", EventPublisher.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(EventPublisher.class)).isSameAs(own));
    }

    @Test
    void stepsBackForAClientOfTheApplication() {
        EventClient own = mock(EventClient.class);

        runner.withBean("own", EventClient.class, () -> own)
                .run(context -> assertThat(context.getBean(EventClient.class)).isSameAs(own));
    }

    @Test
    void stepsBackForAContainerFactoryOfTheApplication() {
        SimpleRabbitListenerContainerFactory own = new SimpleRabbitListenerContainerFactory();

        runner.withBean("rabbitListenerContainerFactory", SimpleRabbitListenerContainerFactory.class, () -> own)
                .run(context -> assertThat(context.getBean(SimpleRabbitListenerContainerFactory.class))
                        .isSameAs(own));
    }

    @Test
    void needsNoActuator() {
        runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(EventPublisher.class)
                        .doesNotHaveBean("listenersHealthIndicator"));
    }
}
