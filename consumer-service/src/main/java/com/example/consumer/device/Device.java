package com.example.consumer.device;

import com.example.model.telemetry.ReadingRecorded;
import java.time.Instant;

/**
 * A device, as of its newest reading.
 *
 * @param id its id
 * @param temperature what it measured last, in degrees Celsius
 * @param measuredAt when
 * @param alerting whether it is too hot, or has not cooled down enough since
 * @param readings how many of its readings were heard of, late ones included
 */
record Device(String id, double temperature, Instant measuredAt, boolean alerting, long readings) {

    /** What becomes of it by another reading: a late one counts, and moves nothing backwards. */
    Device with(ReadingRecorded reading, AlertProperties limits) {
        if (readings > 0 && !reading.measuredAt().isAfter(measuredAt)) {
            return new Device(id, temperature, measuredAt, alerting, readings + 1);
        }
        return new Device(
                id, reading.temperature(), reading.measuredAt(), isAlerting(reading, limits, alerting), readings + 1);
    }

    /** A device that nothing was heard of yet. */
    static Device unheard(String id) {
        return new Device(id, 0, Instant.EPOCH, false, 0);
    }

    private static boolean isAlerting(ReadingRecorded reading, AlertProperties limits, boolean before) {
        return reading.temperature() >= (before ? limits.rearm() : limits.threshold());
    }
}
