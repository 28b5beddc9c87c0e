package com.example.consumer.device;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * When a device is too hot.
 *
 * @param threshold Temperature, in degrees Celsius, from which on there is an alert.
 * @param hysteresis By how much a device has to be below the threshold, in degrees, before there can be another alert.
 */
@ConfigurationProperties("alert")
record AlertProperties(
        @DefaultValue("80") double threshold,
        @DefaultValue("5") double hysteresis) {

    AlertProperties {
        Assert.isTrue(hysteresis >= 0, "'alert.hysteresis' must not be negative");
    }

    /** The temperature at which an alert is over. */
    double rearm() {
        return threshold - hysteresis;
    }
}
