package com.example.messaging.outbox;

import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventCodec;
import com.example.messaging.event.EventDefinition;
import com.example.messaging.event.EventScope;
import com.example.messaging.properties.OutboxProperties;
import com.example.messaging.publisher.ConfirmChannel;
import com.example.messaging.publisher.Outcome;
import com.example.messaging.publisher.Outgoing;
import com.example.messaging.trace.Traces;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Relays one batch of a partition: takes the partition's lock, reads the next events, publishes them, waits for the
 * confirms, deletes what was confirmed, and commits. A crash anywhere leaves the events, to be sent once more.
 *
 * <p>Events of one key keep their order also when the broker refuses one of them, so of each key one event at a time is
 * on its way: a batch is sent in flights, the first event of every key first, then the second ones.
 */
final class BatchRelay {

    private static final Logger logger = LoggerFactory.getLogger(BatchRelay.class);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);

    private final OutboxTable table;

    private final TransactionTemplate transactions;

    private final EventCatalog catalog;

    private final EventCodec codec;

    private final OutboxProperties properties;

    private final Backlog backlog;

    private final OutboxMetrics metrics;

    private final Traces traces;

    private final Clock clock;

    private final Pass pass = new Pass();

    /** One event at a time: the broker has closed the channel because of one, and does not say which. */
    private boolean careful;

    BatchRelay(
            OutboxTable table,
            TransactionTemplate transactions,
            EventCatalog catalog,
            EventCodec codec,
            OutboxProperties properties,
            Backlog backlog,
            OutboxMetrics metrics,
            Traces traces,
            Clock clock) {
        this.table = table;
        this.transactions = transactions;
        this.catalog = catalog;
        this.codec = codec;
        this.properties = properties;
        this.backlog = backlog;
        this.metrics = metrics;
        this.traces = traces;
        this.clock = clock;
    }

    /** How a batch ended. */
    enum State {
        /** There may be more. */
        MORE,
        /** It was not full, and nothing has to wait: there was no more when it was read. */
        REST,
        /** Another instance is at work on the partition. */
        BUSY,
        /** Nothing is left that could be sent now. */
        DONE
    }

    /**
     * How a batch ended.
     *
     * @param state whether to go on
     * @param quietUntil if done, when to look again at what has to wait
     */
    record Result(State state, Instant quietUntil) {}

    /** The broker did not answer for a part of the batch. */
    static final class BrokerLostException extends RuntimeException {

        private final boolean refused;

        BrokerLostException(String reason, boolean refused) {
            super(reason);
            this.refused = refused;
        }

        /** Whether it did answer, by closing the channel because of one event. */
        boolean isRefused() {
            return refused;
        }
    }

    /**
     * Relays the next batch of a partition.
     *
     * @throws BrokerLostException if the broker did not answer for all of it; what it confirmed is done
     * @throws InterruptedException if the thread was interrupted; the batch will be sent again
     */
    Result relay(int partition, ConfirmChannel channel) throws InterruptedException {
        Batch batch = relayInTransaction(partition, channel);
        backlog.removed(batch.confirmed.size() + batch.putAside);
        if (!batch.refused.isEmpty()) {
            logger.warn(
                    "{} event(s) were refused, and are tried again; the last was {} of type {}: {}",
                    batch.refused.size(),
                    batch.refused.get(batch.refused.size() - 1).metadata().id(),
                    batch.refused.get(batch.refused.size() - 1).metadata().type(),
                    batch.refusal);
        }
        if (batch.interrupted != null) {
            pass.startOver();
            throw batch.interrupted;
        }
        if (batch.lost != null) {
            pass.startOver();
            throw new BrokerLostException(batch.lost, batch.channelClosed);
        }
        return batch.result;
    }

    private Batch relayInTransaction(int partition, ConfirmChannel channel) {
        try {
            return Objects.requireNonNull(transactions.execute(status -> relayLocked(partition, channel)));
        } catch (RuntimeException ex) {
            // What was sent will be sent again, and from the front, to keep the order.
            pass.startOver();
            throw ex;
        }
    }

    /** What a batch came to. */
    private static final class Batch {

        private final List<Long> confirmed = new ArrayList<>();

        private int putAside;

        /** To be tried again. */
        private final List<OutboxEvent> refused = new ArrayList<>();

        private String refusal = "";

        private @Nullable String lost;

        private boolean channelClosed;

        private @Nullable InterruptedException interrupted;

        private Result result = new Result(State.MORE, Instant.MIN);
    }

    private Batch relayLocked(int partition, ConfirmChannel channel) {
        Batch batch = new Batch();
        if (!table.lock(partition)) {
            pass.startOver();
            batch.result = new Result(State.BUSY, Instant.MIN);
            return batch;
        }
        if (pass.after() > 0 && table.countUpTo(partition, pass.after()) != pass.leftBehind()) {
            // One with a lower id was committed meanwhile, and may be of a key that comes again further on.
            pass.startOver();
        }
        List<OutboxEvent> events = table.read(partition, pass.after(), properties.batchSize());
        if (events.isEmpty()) {
            batch.result = done();
            return batch;
        }
        try {
            boolean one = careful;
            send(pass.due(events, clock.instant()), channel, batch);
            careful = careful && !one;
        } catch (InterruptedException ex) {
            batch.interrupted = ex;
        }
        table.delete(partition, batch.confirmed);
        pass.goOn(events.get(events.size() - 1).id(), events.size() - batch.confirmed.size() - batch.putAside);
        if (pass.isTooMuch()) {
            batch.result = done();
        } else if (events.size() < properties.batchSize()
                && batch.confirmed.size() == events.size()
                && pass.after() == 0) {
            batch.result = new Result(State.REST, Instant.MIN);
        }
        return batch;
    }

    private Result done() {
        Result result = new Result(State.DONE, pass.nextTry());
        pass.startOver();
        return result;
    }

    private void send(List<OutboxEvent> events, ConfirmChannel channel, Batch batch) throws InterruptedException {
        List<OutboxEvent> waiting = events;
        while (!waiting.isEmpty() && batch.lost == null) {
            List<OutboxEvent> flight = new ArrayList<>();
            List<OutboxEvent> later = new ArrayList<>();
            Set<String> onTheirWay = new HashSet<>();
            for (OutboxEvent event : waiting) {
                String key = event.key();
                if (pass.isHeld(event)) {
                    continue;
                }
                boolean together = !careful || flight.isEmpty();
                // Once a key has waited in this flight, all behind it wait too.
                if ((key == null || onTheirWay.add(key)) && together) {
                    flight.add(event);
                } else {
                    later.add(event);
                }
            }
            if (!flight.isEmpty()) {
                sendFlight(flight, channel, batch);
            }
            waiting = later;
        }
    }

    private void sendFlight(List<OutboxEvent> flight, ConfirmChannel channel, Batch batch) throws InterruptedException {
        List<Traces.Sending> sendings = new ArrayList<>(flight.size());
        List<Outgoing> messages = new ArrayList<>(flight.size());
        for (OutboxEvent event : flight) {
            String exchange = EventDefinition.exchangeOf(event.metadata().type());
            Traces.Sending sending =
                    traces.send(event.traceParent(), exchange, event.metadata().id());
            MessageProperties headers = codec.writeProperties(event.metadata());
            if (sending.traceParent() != null) {
                headers.setHeader("traceparent", sending.traceParent());
            }
            sendings.add(sending);
            messages.add(Outgoing.of(exchange, event.metadata().type(), new Message(event.body(), headers)));
        }
        long started = System.nanoTime();
        List<Outcome> outcomes = channel.send(messages, properties.confirmTimeout());
        int confirmedBefore = batch.confirmed.size();
        for (int i = 0; i < flight.size(); i++) {
            Outcome outcome = outcomes.get(i);
            sendings.get(i).end().with(outcome.isConfirmed() ? null : outcome.reason());
            settle(flight.get(i), outcome, flight.size() == 1, channel, batch);
        }
        metrics.flight(flight.size(), batch.confirmed.size() - confirmedBefore, System.nanoTime() - started);
    }

    private void settle(OutboxEvent event, Outcome outcome, boolean alone, ConfirmChannel channel, Batch batch) {
        if (outcome.isConfirmed()) {
            batch.confirmed.add(event.id());
            return;
        }
        boolean guilty = outcome.isRefused() && (alone || channel.isOpen());
        if (!guilty) {
            // After a channel that the broker closed, the flight goes one by one, and the guilty one is found.
            batch.lost = outcome.reason();
            batch.channelClosed = outcome.isRefused();
            careful = careful || outcome.isRefused();
            return;
        }
        if (!channel.isOpen()) {
            batch.lost = outcome.reason();
            batch.channelClosed = true;
        }
        refuse(event, outcome.reason(), batch);
    }

    private void refuse(OutboxEvent event, String reason, Batch batch) {
        boolean forGood = event.refusals() + 1 >= properties.maxRefusals();
        Instant tryAgainAt = clock.instant().plus(backoff(event.refusals()));
        if (forGood) {
            EventScope.call(event.metadata(), catalog, () -> {
                logger.error(
                        "Put aside an event that was refused {} times; mend the cause, then send it again by the actuator endpoint 'outbox': {}",
                        event.refusals() + 1,
                        reason);
                return reason;
            });
        } else {
            batch.refused.add(event);
            batch.refusal = reason;
        }
        table.refuse(event, reason, forGood ? null : tryAgainAt);
        if (forGood) {
            batch.putAside++;
            metrics.putAside();
        } else {
            pass.hold(event, tryAgainAt);
        }
    }

    private Duration backoff(int refusals) {
        long longest = Math.min(properties.maxBackoff().toMillis(), FIRST_BACKOFF.toMillis() << Math.min(refusals, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
