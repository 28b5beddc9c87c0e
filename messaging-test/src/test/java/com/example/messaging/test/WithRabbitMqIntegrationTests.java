package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.MergedContextConfiguration;

@SpringBootTest(classes = WithRabbitMqIntegrationTests.Application.class)
@WithRabbitMq(breakable = true)
class WithRabbitMqIntegrationTests {

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerLink link;

    @Autowired
    private RabbitTemplate template;

    @Test
    void theContextIsOnTheVirtualHostOfTheTest() {
        virtualHost.admin().declareQueue(new Queue("greetings"));

        template.convertAndSend("greetings", "hello");

        assertThat(virtualHost.take("greetings").getBody()).asString().isEqualTo("hello");
    }

    @Test
    void anotherVirtualHostSeesNothingOfIt() {
        virtualHost.admin().declareQueue(new Queue("mine"));

        try (VirtualHost other = virtualHost.broker().newVirtualHost()) {
            assertThat(other.depth("mine")).isEqualTo(-1);
        }
    }

    @Test
    void everyContextHasAVirtualHostOfItsOwn() {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> new RabbitMqContextCustomizer(false, "", "")
                        .customizeContext(context, new MergedContextConfiguration(null, null, null, null, null)));

        try (ConfigurableApplicationContext other = application.run()) {
            assertThat(other.getBean(VirtualHost.class).name())
                    .isNotEqualTo(virtualHost.name())
                    .isEqualTo(other.getBean(ConnectionFactory.class).getVirtualHost());
        }
    }

    @Test
    void theContextLosesTheBrokerWhenTheLinkIsCutAndTheTestDoesNot() {
        link.cut();

        try {
            await().untilAsserted(() -> assertThatExceptionOfType(AmqpException.class)
                    .isThrownBy(() -> template.convertAndSend("greetings", "lost")));
            assertThat(virtualHost.depth("nowhere")).isEqualTo(-1);
        } finally {
            link.restore();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(RabbitAutoConfiguration.class)
    static class Application {}
}
