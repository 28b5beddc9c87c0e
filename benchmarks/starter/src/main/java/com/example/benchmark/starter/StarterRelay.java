package com.example.benchmark.starter;

import com.example.benchmark.scenario.RelayScenario;
import org.springframework.context.SmartLifecycle;

/** The starter's relay, as it comes. */
final class StarterRelay implements RelayScenario.Relay {

    private final OutboxRows rows;

    private final SmartLifecycle relay;

    StarterRelay(OutboxRows rows, SmartLifecycle relay) {
        this.rows = rows;
        this.relay = relay;
    }

    @Override
    public void fill(long first, int count) {
        rows.fill(first, count);
    }

    @Override
    public void start() {
        relay.start();
    }

    @Override
    public void stop() {
        relay.stop();
    }
}
