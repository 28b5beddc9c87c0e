package com.example.model.telemetry;

import com.example.model.EventKey;
import com.example.model.EventType;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;

/**
 * A device has measured a temperature. Devices publish it themselves, by MQTT as a rule, so it is small.
 *
 * @param deviceId the device; its readings keep their order
 * @param temperature in degrees Celsius
 * @param measuredAt when, by the device's clock; a device measures once at a time
 */
@EventType("telemetry.reading-recorded.v1")
public record ReadingRecorded(
        @EventKey @Pattern(regexp = "^[A-Za-z0-9._-]{1,100}$")
        String deviceId,

        @DecimalMin("-273.15") @DecimalMax("10000") double temperature,
        Instant measuredAt) {}
