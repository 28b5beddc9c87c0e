package com.example.model.telemetry;

import com.example.model.EventKey;
import com.example.model.EventType;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;

/**
 * A device became too hot. Raised once per crossing of the threshold; the next one only after the device has cooled down.
 *
 * @param deviceId the device
 * @param temperature what it measured, in degrees Celsius
 * @param threshold what it may have, in degrees Celsius
 * @param measuredAt when it measured that
 */
@EventType("telemetry.alert-raised.v1")
public record AlertRaised(
        @EventKey @Pattern(regexp = "^[A-Za-z0-9._-]{1,100}$")
        String deviceId,

        double temperature,
        double threshold,
        Instant measuredAt) {}
