package com.example.messaging.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.RabbitMqBroker;
import com.example.messaging.test.VirtualHost;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplyChannelIntegrationTests {

    @Test
    void aChannelThatCanNotBeMadeReadyIsClosed() throws Exception {
        RabbitMqBroker broker = RabbitMqBroker.shared();
        try (VirtualHost virtualHost = broker.newVirtualHost();
                BrokerLink link = broker.newLink()) {
            Connection connection = connect(broker, virtualHost, link);
            Channel channel = connection.createChannel();
            link.hang();

            CompletableFuture<Void> opened = CompletableFuture.runAsync(
                    () -> assertThatIOException().isThrownBy(() -> ReplyChannel.open(channel)));

            await().until(() -> !channel.isOpen());
            assertThat(connection.isOpen()).isTrue();
            // Nobody says goodbye to who hangs.
            link.restore();
            opened.join();
        }
    }

    private static Connection connect(RabbitMqBroker broker, VirtualHost virtualHost, BrokerLink link)
            throws Exception {
        ConnectionFactory connections = new ConnectionFactory();
        connections.setHost("127.0.0.1");
        connections.setPort(link.port());
        connections.setUsername(broker.username());
        connections.setPassword(broker.password());
        connections.setVirtualHost(virtualHost.name());
        connections.setAutomaticRecoveryEnabled(false);
        connections.setChannelRpcTimeout(200);
        return connections.newConnection();
    }
}
