package com.example.consumer.device;

import com.example.messaging.EventPublisher;
import com.example.model.telemetry.AlertRaised;
import com.example.model.telemetry.ReadingRecorded;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what devices measured last, and raises alerts. */
@Service
class DeviceService {

    private static final Logger logger = LoggerFactory.getLogger(DeviceService.class);

    private final Devices devices;

    private final EventPublisher events;

    private final AlertProperties limits;

    DeviceService(Devices devices, EventPublisher events, AlertProperties limits) {
        this.devices = devices;
        this.events = events;
        this.limits = limits;
    }

    /** Takes note of a reading; raises an alert when it is the one by which its device became too hot. */
    @Transactional
    public void record(ReadingRecorded reading) {
        Device before = devices.lock(reading.deviceId()).orElse(null);
        if (before == null) {
            Device first = Device.first(reading, limits);
            if (devices.add(first)) {
                raiseIfNew(false, first);
                return;
            }
            // Another instance was faster.
            before = devices.lock(reading.deviceId()).orElseThrow();
        }
        Device after = before.with(reading, limits);
        devices.update(after);
        raiseIfNew(before.alerting(), after);
    }

    private void raiseIfNew(boolean before, Device device) {
        if (device.alerting() && !before) {
            events.publish(new AlertRaised(device.id(), device.temperature(), limits.threshold(), device.measuredAt()));
            logger.debug("Too hot");
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
