package com.example.messaging.publisher;

import com.example.messaging.publisher.Outcome.Status;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a flight of messages without waiting in between, then waits once for all of their confirms ("Consumer
 * Acknowledgements and Publisher Confirms"). All are mandatory: the broker returns what no queue wants, before it
 * confirms it and on the same channel. For one thread at a time.
 */
public final class ConfirmChannel implements AutoCloseable {

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The client's own: the proxy around it would replace a channel that the broker closed by one that waits for nothing. */
    private final Channel channel;

    private final BooleanSupplier blocked;

    private final Map<String, Outcome> returned = new HashMap<>();

    private @Nullable Outcome[] outcomes = {};

    /** The sequence number of the flight's first message. */
    private long first;

    /** All of the flight before this are settled. */
    private int settledBefore;

    private int open;

    private @Nullable ShutdownSignalException shutdown;

    /** Makes it of a new channel, which is closed if that fails. */
    ConfirmChannel(Channel channel, BooleanSupplier blocked) throws IOException {
        this.channel = channel;
        this.blocked = blocked;
        channel.addShutdownListener(this::shutDown);
        channel.addReturnListener((ReturnCallback) this::returned);
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, Outcome.CONFIRMED),
                (tag, multiple) -> settle(tag, multiple, Outcome.NACK));
        try {
            channel.confirmSelect();
        } catch (IOException | RuntimeException ex) {
            close();
            throw ex;
        }
    }

    /**
     * Publishes messages in order and waits until each is settled, the time is over, the channel is closed, or the
     * broker holds publishers back.
     *
     * @return what became of each, in the same order
     * @throws InterruptedException if the thread was; the channel should be closed then
     */
    public List<Outcome> send(List<Outgoing> flight, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (this) {
            outcomes = new Outcome[flight.size()];
            first = channel.getNextPublishSeqNo();
            settledBefore = 0;
            open = flight.size();
            returned.clear();
        }
        String failure = publish(flight);
        synchronized (this) {
            long left = deadline - System.nanoTime();
            while (failure == null && open > 0 && shutdown == null && left > 0 && !blocked.getAsBoolean()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK_AGAIN_NANOS));
                left = deadline - System.nanoTime();
            }
            return results(flight, explainRest(failure));
        }
    }

    private List<Outcome> results(List<Outgoing> flight, Outcome ofTheOpen) {
        List<Outcome> results = new ArrayList<>(flight.size());
        for (int i = 0; i < flight.size(); i++) {
            Outcome outcome = outcomes[i] == null ? ofTheOpen : outcomes[i];
            // Returned messages are confirmed all the same.
            results.add(returned.getOrDefault(
                    String.valueOf(flight.get(i).properties().getMessageId()), outcome));
        }
        return results;
    }

    private @Nullable String publish(List<Outgoing> flight) {
        int i = 0;
        try {
            for (Outgoing message : flight) {
                channel.basicPublish(
                        message.exchange(), message.routingKey(), true, message.properties(), message.body());
                i++;
            }
            return null;
        } catch (IOException | ShutdownSignalException ex) {
            return String.valueOf(ex.getMessage());
        } catch (IllegalArgumentException ex) {
            // The client can't write it, as a text that is too long; its count of messages is one ahead now.
            synchronized (this) {
                outcomes[i] = new Outcome(Status.REFUSED, "It can't be written as AMQP: " + ex.getMessage());
            }
            close();
            return String.valueOf(ex.getMessage());
        }
    }

    /** Whether the channel has nothing to wait for, and can be used again. */
    public synchronized boolean isClean() {
        return open == 0 && isOpen();
    }

    /** Whether it can be used. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    private synchronized void settle(long tag, boolean multiple, Outcome outcome) {
        int last = Math.toIntExact(tag - first);
        for (int i = multiple ? settledBefore : last; i <= last; i++) {
            if (i >= 0 && i < outcomes.length && outcomes[i] == null) {
                outcomes[i] = outcome;
                open--;
            }
        }
        while (settledBefore < outcomes.length && outcomes[settledBefore] != null) {
            settledBefore++;
        }
        if (open == 0) {
            notifyAll();
        }
    }

    private synchronized void returned(Return message) {
        returned.put(String.valueOf(message.getProperties().getMessageId()), Outcome.ofReturn(message));
    }

    private synchronized void shutDown(ShutdownSignalException signal) {
        shutdown = signal;
        notifyAll();
    }

    private Outcome explainRest(@Nullable String failure) {
        ShutdownSignalException signal = shutdown;
        if (signal != null) {
            Outcome ofShutdown = Outcome.ofShutdown(signal);
            if (ofShutdown.isRefused()) {
                return ofShutdown;
            }
        }
        if (blocked.getAsBoolean()) {
            return Outcome.BLOCKED;
        }
        return signal != null || failure != null
                ? Outcome.ofShutdown(signal)
                : new Outcome(Status.UNKNOWN, "RabbitMQ did not confirm it in time");
    }

    /** Closes the channel without waiting for the broker. */
    @Override
    public void close() {
        try {
            channel.abort();
        } catch (IOException | RuntimeException ex) {
            // It is gone already.
            return;
        }
    }
}
