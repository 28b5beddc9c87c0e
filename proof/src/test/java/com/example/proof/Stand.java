package com.example.proof;

import com.example.messaging.test.BrokerLink;
import com.example.testbed.Broker;
import com.example.testbed.Cluster;
import com.example.testbed.Database;
import com.example.testbed.OrderLoad;
import com.example.testbed.ServiceProcess;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A broker, a database and the services, that the rows of a run share; each service's way to the broker can be broken. */
final class Stand {

    private static final Map<Kind, Stand> stands = new EnumMap<>(Kind.class);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stands.values().forEach(Stand::close)));
    }

    /** The one or the other. */
    private final @Nullable Broker broker;

    private final @Nullable Cluster cluster;

    private final @Nullable BrokerLink producerLink;

    private final @Nullable BrokerLink consumerLink;

    private final Setup setup;

    private final Database database;

    private final List<ServiceProcess> producers = new ArrayList<>();

    private final List<ServiceProcess> consumers = new ArrayList<>();

    private final String brokerTitle;

    private @Nullable FakeClock clock;

    private Stand(Kind kind, Setup setup) throws IOException {
        this.setup = setup;
        this.cluster = setup == Setup.CLUSTER ? Cluster.launch() : null;
        this.broker = cluster == null ? Broker.launch() : null;
        this.producerLink = broker == null ? null : broker.newLink();
        this.consumerLink = broker == null ? null : broker.newLink();
        this.brokerTitle = "RabbitMQ " + (cluster == null ? broker().version() : clusterVersion());
        this.database = kind.launch(setup);
        if (setup == Setup.OWN_CLOCK) {
            clock = FakeClock.create();
        }
        for (int i = 0; i < setup.instances(); i++) {
            producers.add(service("producer-service", producerLink));
            consumers.add(service("consumer-service", consumerLink)
                    .arguments("--messaging.queues.[payments.order-placed].retry.delays=200ms,500ms"));
        }
        // One of each first: two that create the tables at the same time are another row's matter.
        producers.get(0).start();
        consumers.get(0).start();
        producers.get(0).awaitReady();
        consumers.get(0).awaitReady();
        mend();
        warmUp();
    }

    /** The first orders take long, and it is not they that a row is about. */
    private void warmUp() {
        try (OrderLoad load = new OrderLoad(
                producers.stream().map(producer -> producer.url("/api/orders")).toList(), Trial.RATE)) {
            Awaitility.await("the first orders are accepted")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> load.acceptedCount() >= 2 * Trial.RATE);
            load.stop();
            load.awaitAccepted(Duration.ofSeconds(60));
        }
    }

    private ServiceProcess service(String name, @Nullable BrokerLink link) {
        ServiceProcess service = new ServiceProcess(name).on(database);
        if (link == null) {
            service.brokerAt(
                    cluster().addresses(), cluster().username(), cluster().password());
        } else {
            service.on(broker().address(), link);
        }
        return clock == null ? service : service.wrappedBy(clock.command());
    }

    /** Returns one that is whole. */
    static synchronized Stand of(Kind kind, Setup setup) throws IOException {
        Stand stand = stands.get(kind);
        if (stand != null && stand.setup != setup) {
            stands.remove(kind);
            stand.close();
            stand = null;
        }
        if (stand == null) {
            stand = new Stand(kind, setup);
            stands.put(kind, stand);
        }
        return stand;
    }

    /** After a failure: the next row begins with another. */
    static synchronized void discard(Kind kind, String row) {
        Stand stand = stands.remove(kind);
        if (stand != null) {
            Ledger.keep(row, stand.services());
            stand.close();
        }
    }

    /** Starts what does not run, and waits until all is ready. */
    void mend() {
        restoreLinks();
        services().filter(service -> !service.isAlive()).forEach(ServiceProcess::start);
        services().forEach(ServiceProcess::awaitReady);
    }

    Broker broker() {
        return Objects.requireNonNull(broker);
    }

    Cluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    Connection connect() throws IOException, TimeoutException {
        return cluster == null ? broker().connect() : cluster.connect();
    }

    private String clusterVersion() throws IOException {
        try (Connection connection = connect()) {
            return String.valueOf(connection.getServerProperties().get("version"));
        } catch (TimeoutException ex) {
            throw new IOException("The cluster does not answer", ex);
        }
    }

    /** What the broker is, with its version. */
    String brokerTitle() {
        return brokerTitle;
    }

    /** How many messages each queue has, with those in hand, as of some seconds ago. */
    Map<String, Long> queues() {
        String[] list = {"list_queues", "--silent", "name", "messages"};
        return (cluster == null ? broker().control(list) : cluster.control(list))
                .lines()
                .map(line -> line.split("\t"))
                .filter(line -> line.length == 2)
                .collect(Collectors.toMap(line -> line[0], line -> Long.parseLong(line[1])));
    }

    /** Whether the services can be cut off from the broker. */
    boolean hasLinks() {
        return cluster == null;
    }

    void cutLinks() {
        links().forEach(BrokerLink::cut);
    }

    void restoreLinks() {
        links().forEach(BrokerLink::restore);
    }

    private Stream<BrokerLink> links() {
        return Stream.of(producerLink, consumerLink).filter(Objects::nonNull);
    }

    Database database() {
        return database;
    }

    BrokerLink producerLink() {
        return Objects.requireNonNull(producerLink);
    }

    BrokerLink consumerLink() {
        return Objects.requireNonNull(consumerLink);
    }

    List<ServiceProcess> producers() {
        return producers;
    }

    List<ServiceProcess> consumers() {
        return consumers;
    }

    Stream<ServiceProcess> services() {
        return Stream.concat(producers.stream(), consumers.stream());
    }

    FakeClock clock() {
        return Objects.requireNonNull(clock);
    }

    private void close() {
        services().forEach(ServiceProcess::close);
        links().forEach(BrokerLink::close);
        database.close();
        if (clock != null) {
            clock.close();
        }
        if (cluster == null) {
            broker().close();
        } else {
            cluster.close();
        }
    }
}
