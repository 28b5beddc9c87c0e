package com.example.benchmark.starter;

import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.EventMessage;
import com.example.benchmark.scenario.Placed;
import com.example.benchmark.scenario.RawPublisher;
import com.example.benchmark.scenario.RelayScenario;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The limit: the same messages from memory, by the client library alone. No database, no guarantee. */
final class RawRelay implements RelayScenario.Relay {

    private final Broker broker;

    private final int channels;

    private List<EventMessage> messages = List.of();

    private List<CompletableFuture<Void>> running = List.of();

    RawRelay(Broker broker, int channels) {
        this.broker = broker;
        this.channels = channels;
    }

    @Override
    public void fill(long first, int count) {
        messages = LongStream.range(first, first + count)
                .mapToObj(Placed::number)
                .map(EventMessage::of)
                .toList();
    }

    @Override
    public void start() {
        running = IntStream.range(0, channels)
                .mapToObj(channel -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    new Thread(() -> publishEvery(channel, done), "raw-" + channel).start();
                    return done;
                })
                .toList();
    }

    private void publishEvery(int channel, CompletableFuture<Void> done) {
        try (RawPublisher publisher = broker.newPublisher()) {
            for (int i = channel; i < messages.size(); i += channels) {
                publisher.publish(messages.get(i));
            }
            publisher.awaitConfirms();
            done.complete(null);
        } catch (RuntimeException ex) {
            done.completeExceptionally(ex);
        }
    }

    @Override
    public void stop() {
        running.forEach(CompletableFuture::join);
    }
}
