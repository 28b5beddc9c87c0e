package com.example.messaging.topology;

import com.rabbitmq.client.AuthenticationFailureException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Connects at start, before any listener does, and stops the start if the broker refuses the login, or does not have what
 * it should. A broker that is merely away does not stop it.
 */
final class TopologyCheck implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(TopologyCheck.class);

    private final ConnectionFactory connections;

    private final TopologyListener topology;

    private volatile boolean running;

    TopologyCheck(ConnectionFactory connections, TopologyListener topology) {
        this.connections = connections;
        this.topology = topology;
    }

    @Override
    public void start() {
        connect();
        List<BrokerSetupException> findings = topology.findings();
        if (findings != null && !findings.isEmpty()) {
            throw new BrokerSetupException(
                    findings.stream()
                            .map(BrokerSetupException::getMessage)
                            .collect(Collectors.joining(System.lineSeparator())),
                    findings.stream()
                            .map(BrokerSetupException::action)
                            .distinct()
                            .collect(Collectors.joining(System.lineSeparator())),
                    findings.get(0));
        }
        running = true;
    }

    private void connect() {
        try {
            connections.createConnection().close();
        } catch (AmqpAuthenticationException ex) {
            if (!isRefusedLogin(ex)) {
                warnOfAbsence(ex);
                return;
            }
            throw new BrokerSetupException(
                    "RabbitMQ at %s:%d refused the login of user '%s'."
                            .formatted(connections.getHost(), connections.getPort(), connections.getUsername()),
                    "Correct 'spring.rabbitmq.username' and 'spring.rabbitmq.password', or create the user on the broker. "
                            + "The user 'guest' may log in from the broker's own machine only.",
                    ex);
        } catch (AmqpException ex) {
            Optional<BrokerSetupException> tls =
                    TlsRefusal.explain(ex, String.valueOf(connections.getHost()), connections.getPort());
            if (tls.isPresent()) {
                throw tls.get();
            }
            String reply = Refusal.replyTo(ex);
            if (reply != null) {
                throw new BrokerSetupException(
                        "RabbitMQ at %s:%d refused the connection: %s."
                                .formatted(connections.getHost(), connections.getPort(), reply),
                        "Correct 'spring.rabbitmq.virtual-host', or create that virtual host and give user '%s' access to it."
                                .formatted(connections.getUsername()),
                        ex);
            }
            warnOfAbsence(ex);
        }
    }

    /** A connection that is lost in the middle of the login looks alike, but says nothing about the login. */
    private static boolean isRefusedLogin(AmqpAuthenticationException ex) {
        return Stream.iterate((Throwable) ex, Objects::nonNull, Throwable::getCause)
                .anyMatch(AuthenticationFailureException.class::isInstance);
    }

    private void warnOfAbsence(AmqpException ex) {
        logger.warn(
                "RabbitMQ at {}:{} can't be reached ({}). Starting without it, and {} exchanges and queues once it is there.{}",
                connections.getHost(),
                connections.getPort(),
                reasonOf(ex),
                topology.doing(),
                TlsRefusal.hint(ex, speaksTls()));
    }

    /** What the innermost cause says that says anything: the end of a connection has no words. */
    private static String reasonOf(AmqpException ex) {
        String reason = String.valueOf(ex.getMessage());
        for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            }
        }
        return reason;
    }

    private boolean speaksTls() {
        return connections instanceof AbstractConnectionFactory factory
                && factory.getRabbitConnectionFactory().isSSL();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Long before the listener containers, which are in the last phase. */
    @Override
    public int getPhase() {
        return 0;
    }
}
