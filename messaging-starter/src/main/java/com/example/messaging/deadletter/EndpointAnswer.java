package com.example.messaging.deadletter;

import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What an endpoint about messages answers when something is wrong, which Actuator's own answer leaves out. */
public final class EndpointAnswer {

    private static final Logger log = LoggerFactory.getLogger(EndpointAnswer.class);

    private EndpointAnswer() {}

    /**
     * Does the work. A bad request ({@link IllegalArgumentException}) is 400 and says what is bad about it; a broker
     * that can't be reached, or refuses, is 503, and the log says why.
     */
    public static WebEndpointResponse<Map<String, ?>> of(Supplier<Map<String, ?>> work) {
        try {
            return new WebEndpointResponse<>(work.get());
        } catch (IllegalArgumentException ex) {
            return new WebEndpointResponse<>(
                    Map.of("error", String.valueOf(ex.getMessage())), WebEndpointResponse.STATUS_BAD_REQUEST);
        } catch (AmqpException ex) {
            log.warn("RabbitMQ could not be asked for the messages of an endpoint, or to take them", ex);
            return new WebEndpointResponse<>(
                    Map.of("error", "RabbitMQ can't be reached, or refuses; the log says why"),
                    WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        }
    }
}
