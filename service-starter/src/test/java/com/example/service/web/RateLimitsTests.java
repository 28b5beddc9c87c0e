package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTests {

    private final RateLimits limits = new RateLimits(3, Duration.ofMinutes(1), 3);

    @Test
    void aTokenIsTakenWhileThereIsOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.look("ada")).isZero();
            assertThat(limits.take("ada")).isZero();
        }
        assertThat(limits.look("ada")).isBetween(1L, 20L);
        assertThat(limits.take("ada")).isBetween(1L, 20L);
        assertThat(limits.take("bob")).isZero();
    }

    @Test
    void whatCameAtOnceIsPaidForByWaiting() {
        for (int i = 0; i < 30; i++) {
            limits.charge("ada");
        }

        // 27 more than there were, at 3 a minute, and the one that is asked for.
        assertThat(limits.look("ada")).isBetween(540L, 560L);
    }
}
