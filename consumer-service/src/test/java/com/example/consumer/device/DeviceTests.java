package com.example.consumer.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.model.telemetry.ReadingRecorded;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeviceTests {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private static final Device NEW = Device.unheard("boiler");

    private final AlertProperties limits = new AlertProperties(80, 5);

    private static ReadingRecorded reading(int second, double temperature) {
        return new ReadingRecorded("boiler", temperature, NOON.plusSeconds(second));
    }

    @Test
    void isTooHotFromTheThresholdOnUntilItHasCooledDown() {
        Device device = NEW.with(reading(0, 79.9), limits);
        assertThat(device.alerting()).isFalse();

        device = device.with(reading(1, 80), limits);
        assertThat(device.alerting()).isTrue();

        device = device.with(reading(2, 75), limits);
        assertThat(device.alerting()).isTrue();

        device = device.with(reading(3, 74.9), limits);
        assertThat(device.alerting()).isFalse();

        device = device.with(reading(4, 79.9), limits);
        assertThat(device.alerting()).isFalse();
        assertThat(device).isEqualTo(new Device("boiler", 79.9, NOON.plusSeconds(4), false, 5));
    }

    @Test
    void mayBeTooHotFromTheBeginning() {
        assertThat(NEW.with(reading(0, 80), limits).alerting()).isTrue();
    }

    @Test
    void aClockThatIsFarBehindIsTakenToo() {
        ReadingRecorded ancient = new ReadingRecorded("boiler", 20, Instant.EPOCH);

        assertThat(NEW.with(ancient, limits)).isEqualTo(new Device("boiler", 20, Instant.EPOCH, false, 1));
    }

    @Test
    void aLateReadingCountsAndMovesNothingBackwards() {
        Device device = NEW.with(reading(10, 20), limits);

        assertThat(device.with(reading(9, 90), limits))
                .isEqualTo(new Device("boiler", 20, NOON.plusSeconds(10), false, 2));
        assertThat(device.with(reading(10, 90), limits).temperature()).isEqualTo(20);
    }
}
