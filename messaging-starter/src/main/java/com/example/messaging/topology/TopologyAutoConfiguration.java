package com.example.messaging.topology;

import com.example.messaging.properties.MessagingProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration for the {@link Topology}: declared, or verified, on every new connection and when a queue is
 * missing, checked at start. */
@AutoConfiguration(after = RabbitAutoConfiguration.class)
@ConditionalOnSingleCandidate(ConnectionFactory.class)
@EnableConfigurationProperties(MessagingProperties.class)
public final class TopologyAutoConfiguration {

    @Bean
    Topology topology(MessagingProperties properties) {
        return Topology.of(properties);
    }

    @Bean
    TopologyListener topologyListener(
            MessagingProperties properties, Topology topology, ConnectionFactory connections) {
        TopologyListener listener = properties.topology().declare()
                ? new TopologyDeclarer(topology)
                : new TopologyVerifier(topology, connections.getVirtualHost());
        connections.addConnectionListener(listener);
        return listener;
    }

    @Bean
    TopologyRepair topologyRepair(ConnectionFactory connections, TopologyListener topology) {
        return new TopologyRepair(connections, topology);
    }

    @Bean
    TopologyCheck topologyCheck(ConnectionFactory connections, TopologyListener topology) {
        return new TopologyCheck(connections, topology);
    }

    /** Health of the topology, where Actuator is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "topologyHealthIndicator")
        TopologyHealthIndicator topologyHealthIndicator(TopologyListener topology, TopologyRepair repair) {
            return new TopologyHealthIndicator(topology, repair);
        }
    }
}
