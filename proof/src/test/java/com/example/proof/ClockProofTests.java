package com.example.proof;

import com.example.testbed.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Order;

@Order(50)
class ClockProofTests extends Row {

    ClockProofTests() {
        super(16, "The clock of both services jumps by hours, forth and back");
    }

    @Override
    Optional<String> obstacle() {
        return FakeClock.library().isPresent()
                ? Optional.empty()
                : Optional.of("libfaketime is not installed (apt-get install libfaketime)");
    }

    @Override
    Setup setup(Kind kind) {
        return Setup.OWN_CLOCK;
    }

    @Override
    void plan(Trial trial) {
        trial.at(0.2, () -> jump(trial, 5));
        trial.at(0.5, () -> jump(trial, -3));
        trial.at(0.8, () -> jump(trial, 0));
    }

    private static void jump(Trial trial, int hours) throws IOException {
        trial.stand().clock().set(hours);
        Trial.await(
                "the clock of both services is off by %d hours".formatted(hours),
                () -> trial.stand().services().allMatch(service -> isOff(service, hours)));
    }

    /** As the service says itself, in what it answers. */
    private static boolean isOff(ServiceProcess service, int hours) {
        try {
            Instant time = service.get("/actuator/health/liveness")
                    .headers()
                    .firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElseThrow();
            Instant expected = Instant.now().plus(Duration.ofHours(hours));
            return Duration.between(time, expected).abs().compareTo(Duration.ofMinutes(1)) < 0;
        } catch (IOException ex) {
            return false;
        }
    }
}
