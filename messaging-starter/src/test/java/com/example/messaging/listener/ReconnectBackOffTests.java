package com.example.messaging.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.backoff.BackOffExecution;

class ReconnectBackOffTests {

    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(10).toNanos());

    private final BackOffExecution outages = new ReconnectBackOff(Duration.ofSeconds(5), nanos::get).start();

    private long waitOnce() {
        long millis = outages.nextBackOff();
        pass(Duration.ofMillis(millis));
        return millis;
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Test
    void waitsLongerEachTimeUntilTheLongest() {
        assertThat(new long[] {waitOnce(), waitOnce(), waitOnce(), waitOnce(), waitOnce(), waitOnce()})
                .containsExactly(500, 1_000, 2_000, 4_000, 5_000, 5_000);
    }

    @Test
    void anAttemptThatTakesAMomentDoesNotCountAsConnected() {
        waitOnce();
        pass(Duration.ofMillis(1_500));

        assertThat(waitOnce()).isEqualTo(1_000);
    }

    @Test
    void beginsAnewInTheNextOutage() {
        for (int i = 0; i < 6; i++) {
            waitOnce();
        }
        pass(Duration.ofSeconds(30));

        assertThat(waitOnce()).isEqualTo(500);
        assertThat(waitOnce()).isEqualTo(1_000);
    }

    @Test
    void neverWaitsLongerThanAllowed() {
        BackOffExecution brief = new ReconnectBackOff(Duration.ofMillis(200), nanos::get).start();

        assertThat(brief.nextBackOff()).isEqualTo(200);
        assertThat(brief.nextBackOff()).isEqualTo(200);
    }
}
