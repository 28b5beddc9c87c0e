package com.example.proof;

import com.example.testbed.ServiceProcess;
import com.example.testbed.Tap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;

@Order(16)
class DuplicatedDeliveriesProofTests extends Row {

    DuplicatedDeliveriesProofTests() {
        super(8, "Every message is delivered twice");
    }

    private static final Pattern DUPLICATES =
            Pattern.compile("messaging_messages_total\\{[^}]*outcome=\"duplicate\"[^}]*} ([0-9.]+)");

    private final List<Tap> taps = new ArrayList<>();

    private double before;

    @Override
    void plan(Trial trial) throws IOException {
        before = duplicates(trial);
        taps.add(new Tap(trial.broker()::connect, "orders", "orders.#", "payments.order-placed"));
        taps.add(new Tap(trial.broker()::connect, "payments", "payments.#", "orders.payment-outcome"));
    }

    @Override
    void check(Trial trial) throws IOException {
        int accepted = trial.load().acceptedCount();
        for (Tap tap : taps) {
            trial.expect(tap.count() >= accepted, "only %d messages were delivered twice".formatted(tap.count()));
            tap.close();
        }
        double refused = duplicates(trial) - before;
        trial.expect(refused >= 2.0 * accepted, "only %.0f duplicates were refused".formatted(refused));
    }

    /** How many the inboxes of both services have refused. */
    private static double duplicates(Trial trial) throws IOException {
        double sum = 0;
        for (ServiceProcess service : trial.stand().services().toList()) {
            Matcher found =
                    DUPLICATES.matcher(service.get("/actuator/prometheus").body());
            while (found.find()) {
                sum += Double.parseDouble(found.group(1));
            }
        }
        return sum;
    }
}
