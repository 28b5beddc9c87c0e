package com.example.consumer.device;

import com.example.model.telemetry.ReadingRecorded;
import java.util.List;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/** Hears what devices measure, by whatever protocol they tell it. */
@Component
class ReadingRecordedListener {

    private final DeviceService devices;

    ReadingRecordedListener(DeviceService devices) {
        this.devices = devices;
    }

    @RabbitListener(queues = "telemetry.reading-recorded", batch = "true")
    void on(List<ReadingRecorded> readings) {
        devices.record(readings);
    }
}
