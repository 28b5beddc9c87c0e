package com.example.messaging.publisher;

import com.example.messaging.topology.TopologyListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.CacheMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;

/** Makes connections for publishing, with the settings of the application's own connection factory. */
public final class PublisherConnections {

    private static final int CLOSE_TIMEOUT_MILLIS = 2_000;

    private final AbstractConnectionFactory connections;

    private final CachingConnectionFactoryConfigurer configurer;

    private final RabbitConnectionDetails details;

    private final TopologyListener topology;

    private final String service;

    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

    PublisherConnections(
            AbstractConnectionFactory connections,
            CachingConnectionFactoryConfigurer configurer,
            RabbitConnectionDetails details,
            TopologyListener topology,
            String service) {
        this.connections = connections;
        this.configurer = configurer;
        this.details = details;
        this.topology = topology;
        this.service = service;
    }

    /** Adds a listener that hears of every new connection for publishing, whatever for, before anybody uses it. */
    public void addListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    /**
     * Makes a connection, which is not opened yet. Whoever asks for it closes it.
     *
     * @param purpose what for; part of the name that the broker's management page shows
     */
    public PublisherConnection open(String purpose) {
        CachingConnectionFactory own = new CachingConnectionFactory(connections.getRabbitConnectionFactory());
        configurer.configure(own);
        if (!leadsTo(details.getFirstAddress())) {
            // The application has a connection factory of its own, and Boot's settings are not about it.
            own.setAddresses(connections.getHost() + ":" + connections.getPort());
        }
        own.setCacheMode(CacheMode.CHANNEL);
        own.setPublisherConfirmType(ConfirmType.NONE);
        own.setPublisherReturns(false);
        own.setConnectionNameStrategy(factory -> service + "#" + purpose);
        own.setBeanName("messagingConnectionFactory#" + purpose);
        // A broker that hangs does not say goodbye, and should not hold up the end of this service.
        own.setCloseTimeout(CLOSE_TIMEOUT_MILLIS);
        // Whoever publishes hears of it, and knows which event it was about.
        own.setCloseExceptionLogger((log, message, cause) -> log.debug(message, cause));
        own.addConnectionListener(topology);
        own.addConnectionListener(connection -> listeners.forEach(listener -> listener.onCreate(connection)));
        return new PublisherConnection(own, service + "#" + purpose);
    }

    private boolean leadsTo(RabbitConnectionDetails.Address address) {
        return address.host().equals(connections.getHost()) && address.port() == connections.getPort();
    }
}
