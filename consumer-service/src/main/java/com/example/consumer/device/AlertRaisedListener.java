package com.example.consumer.device;

import com.example.model.telemetry.AlertRaised;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** Stands for whoever tells a person. */
@Component
class AlertRaisedListener {

    private static final Logger logger = LoggerFactory.getLogger(AlertRaisedListener.class);

    @RabbitListener(queues = "telemetry.alert-raised")
    void on(AlertRaised alert) {
        logger.warn(
                "{} is too hot: {} degrees at {}, {} are allowed",
                alert.deviceId(),
                alert.temperature(),
                alert.measuredAt(),
                alert.threshold());
    }
}
