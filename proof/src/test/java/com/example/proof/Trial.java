package com.example.proof;

import com.example.messaging.test.BrokerLink;
import com.example.testbed.Broker;
import com.example.testbed.OrderLoad;
import com.example.testbed.ServiceProcess;
import com.example.testbed.Witness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One row on one database: a steady load, what happens meanwhile, and the account afterwards. */
final class Trial implements AutoCloseable {

    static final int SECONDS = Integer.getInteger("proof.seconds", 10);

    static final int RATE = Integer.getInteger("proof.rate", 50);

    static final String ORDER_PLACED = "payments.order-placed";

    private static final Pattern BACKLOG = Pattern.compile("\"backlog\":(\\d+)");

    private final String name;

    private final Stand stand;

    private final Witness witness;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(8);

    private final ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor();

    private final List<Planned> plan = new ArrayList<>();

    private final List<String> complaints = new ArrayList<>();

    private long expectedDeadLetters;

    private @Nullable OrderLoad load;

    private @Nullable Outcome outcome;

    /** Something that may go wrong. */
    interface Action {

        void run() throws Exception;
    }

    private record Planned(ScheduledExecutorService timer, double part, Action action) {

        Future<?> schedule() {
            return timer.schedule(
                    () -> {
                        action.run();
                        return null;
                    },
                    Math.round(part * SECONDS * 1_000),
                    TimeUnit.MILLISECONDS);
        }
    }

    Trial(String name, Stand stand) {
        this.name = name;
        this.stand = stand;
        this.witness = new Witness(stand::connect);
    }

    /** Lets something happen after a part of the time. One thing after the other: what takes long delays the next. */
    void at(double part, Action action) {
        plan.add(new Planned(timer, part, action));
    }

    /** Lets something happen after a part of the time, whatever else happens then. */
    void meanwhile(double part, Action action) {
        plan.add(new Planned(timers, part, action));
    }

    /** Fails the row, at its end, unless something is true. */
    void expect(boolean is, String otherwise) {
        if (!is) {
            complain(otherwise);
        }
    }

    /** Fails the row at its end. */
    synchronized void complain(String complaint) {
        complaints.add(complaint);
    }

    void expectDeadLetters(long count) {
        expectedDeadLetters += count;
    }

    Stand stand() {
        return stand;
    }

    Broker broker() {
        return stand.broker();
    }

    BrokerLink producerLink() {
        return stand.producerLink();
    }

    BrokerLink consumerLink() {
        return stand.consumerLink();
    }

    ServiceProcess producer() {
        return stand.producers().get(0);
    }

    ServiceProcess consumer() {
        return stand.consumers().get(0);
    }

    Witness witness() {
        return witness;
    }

    OrderLoad load() {
        return Objects.requireNonNull(load);
    }

    long expectedDeadLetters() {
        return expectedDeadLetters;
    }

    /** Takes the consumers' way to the broker, and returns when so many orders wait for them. */
    void letOrdersWait(int count) {
        consumerLink().cut();
        await("no consumer is there", () -> witness.consumers(ORDER_PLACED) == 0);
        await("orders wait for the consumers", () -> witness.depth(ORDER_PLACED) >= count);
    }

    /** Waits for more payments than there are now. */
    private void awaitNextPayment() {
        int before = witness.paidCount();
        await("an order is paid", () -> witness.paidCount() > before);
    }

    /** Waits for something, not for ever. */
    static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(condition::getAsBoolean);
    }

    /**
     * Lets orders wait and go, more of them each time, until the consumers are seen with some in hand.
     * {@link Witness#watchOrders()} has to be on since the beginning.
     */
    void keepConsumersBusy() {
        for (int count = 2 * RATE; count <= 16 * RATE; count *= 2) {
            letOrdersWait(count);
            consumerLink().restore();
            awaitNextPayment();
            if (inHand() > 0) {
                return;
            }
        }
        complain("the consumers had nothing in hand when one was stopped");
    }

    /**
     * How many events of orders are neither on their queue nor paid: those that consumers have in hand. Not too many: what
     * happens while this counts makes the number smaller.
     */
    private long inHand() {
        return witness.placedOrders() - witness.paidCount() - witness.depth(ORDER_PLACED);
    }

    static long backlog(ServiceProcess service) {
        try {
            Matcher backlog = BACKLOG.matcher(service.get("/actuator/outbox").body());
            return backlog.find() ? Long.parseLong(backlog.group(1)) : -1;
        } catch (IOException ex) {
            return -1;
        }
    }

    /** Goes through with it, up to where all is quiet again. */
    void run() throws Exception {
        OrderLoad orders = new OrderLoad(
                stand.producers().stream()
                        .map(producer -> producer.url("/api/orders"))
                        .toList(),
                RATE);
        load = orders;
        progress.scheduleAtFixedRate(
                () -> Ledger.say("%s: %d accepted, %d paid", name, orders.acceptedCount(), witness.paidCount()),
                2,
                2,
                TimeUnit.SECONDS);
        at(1, () -> {});
        for (Future<?> action : plan.stream().map(Planned::schedule).toList()) {
            await(action);
        }
        orders.stop();
        stand.mend();
        orders.awaitAccepted(Duration.ofSeconds(90));
        outcome = new Account(name, this).settle();
    }

    private static void await(Future<?> action) throws InterruptedException, TimeoutException {
        try {
            action.get(5, TimeUnit.MINUTES);
        } catch (ExecutionException ex) {
            throw new IllegalStateException("The fault could not be caused: " + ex.getCause(), ex.getCause());
        }
    }

    /** What came of it, if that could be counted. */
    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        progress.shutdownNow();
        timer.shutdownNow();
        timers.shutdownNow();
        if (load != null) {
            load.close();
        }
        witness.close();
    }
}
