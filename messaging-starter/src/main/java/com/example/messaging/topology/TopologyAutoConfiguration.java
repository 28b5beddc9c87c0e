package com.example.messaging.topology;

import com.example.messaging.properties.MessagingProperties;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the {@link Topology}: declared on every new connection and when a queue is missing,
 * checked at start. */
@AutoConfiguration(after = RabbitAutoConfiguration.class)
@ConditionalOnSingleCandidate(ConnectionFactory.class)
@EnableConfigurationProperties(MessagingProperties.class)
public final class TopologyAutoConfiguration {

    @Bean
    Topology topology(MessagingProperties properties) {
        return Topology.of(properties);
    }

    @Bean
    TopologyDeclarer topologyDeclarer(Topology topology, ConnectionFactory connections) {
        TopologyDeclarer declarer = new TopologyDeclarer(topology);
        connections.addConnectionListener(declarer);
        return declarer;
    }

    @Bean
    TopologyRepair topologyRepair(ConnectionFactory connections, TopologyDeclarer declarer) {
        return new TopologyRepair(connections, declarer);
    }

    @Bean
    TopologyCheck topologyCheck(ConnectionFactory connections, TopologyDeclarer declarer) {
        return new TopologyCheck(connections, declarer);
    }
}
