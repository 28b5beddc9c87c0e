package com.example.consumer.device;

import com.example.messaging.EventPublisher;
import com.example.messaging.NonRetryableException;
import com.example.model.telemetry.AlertRaised;
import com.example.model.telemetry.ReadingRecorded;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what devices measured last, and raises alerts. */
@Service
class DeviceService {

    private static final Logger logger = LoggerFactory.getLogger(DeviceService.class);

    /** More than that, and a clock is wrong: all that its device measures once it is right would be late. */
    private static final Duration LONGEST_LEAD = Duration.ofMinutes(5);

    private final Devices devices;

    private final EventPublisher events;

    private final AlertProperties limits;

    DeviceService(Devices devices, EventPublisher events, AlertProperties limits) {
        this.devices = devices;
        this.events = events;
        this.limits = limits;
    }

    /**
     * Takes note of readings, in this order; raises an alert for each by which its device became too hot.
     *
     * @throws NonRetryableException if one was measured far ahead of this service's clock; then none is taken
     */
    @Transactional
    public void record(List<ReadingRecorded> readings) {
        readings.forEach(DeviceService::checkClock);
        Set<String> ids = readings.stream().map(ReadingRecorded::deviceId).collect(Collectors.toSet());
        Map<String, Device> known = devices.lock(ids);
        for (ReadingRecorded reading : readings) {
            Device before = Objects.requireNonNull(known.get(reading.deviceId()));
            Device after = before.with(reading, limits);
            known.put(after.id(), after);
            raiseIfNew(before.alerting(), after);
        }
        devices.update(known.values());
    }

    private static void checkClock(ReadingRecorded reading) {
        Instant now = Instant.now();
        if (reading.measuredAt().isAfter(now.plus(LONGEST_LEAD))) {
            throw new NonRetryableException(
                    "The device's clock is ahead: %s measured at %s, and it is %s. Set its clock; a replay is taken once that time has come."
                            .formatted(reading.deviceId(), reading.measuredAt(), now.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private void raiseIfNew(boolean before, Device device) {
        if (device.alerting() && !before) {
            events.publish(new AlertRaised(device.id(), device.temperature(), limits.threshold(), device.measuredAt()));
            logger.debug("{} is too hot", device.id());
        }
    }

    @Transactional(readOnly = true)
    public Optional<Device> find(String id) {
        return devices.find(id);
    }

    @Transactional(readOnly = true)
    public DevicePage page(int page, int size) {
        return new DevicePage(devices.page(page, size), page, size, devices.count());
    }
}
