package com.example.benchmark.starter;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.CommitScenario;
import com.example.benchmark.scenario.ConsumeScenario;
import com.example.benchmark.scenario.RelayScenario;
import com.example.benchmark.scenario.Results;
import com.example.benchmark.scenario.StoreScenario;
import com.example.messaging.EventPublisher;
import java.util.Objects;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The starter with its default settings, and the contenders that work on its tables without it. */
@SpringBootApplication
public class StarterBenchmark {

    /** Runs what {@code --scenario} and {@code --contender} name. */
    public static void main(String... args) {
        Arguments arguments = new Arguments(args);
        Results results = new Results(System.out);
        String scenario = arguments.text("scenario");
        try (Broker broker = new Broker(arguments.broker())) {
            if (arguments.text("contender").equals("raw")) {
                broker.declareExchange();
                raw(arguments, broker, results);
                return;
            }
            try (ConfigurableApplicationContext context = new SpringApplicationBuilder(StarterBenchmark.class)
                    .profiles(scenario, arguments.text("contender"))
                    .run(args)) {
                switch (scenario) {
                    case "relay" -> relay(arguments, broker, context, results);
                    case "commit" -> commit(arguments, broker, context, results);
                    case "store" -> store(arguments, context, results);
                    case "consume" -> consume(arguments, broker, context, results);
                    default -> throw new IllegalArgumentException("There is no scenario '%s' here".formatted(scenario));
                }
            }
        }
    }

    private static void raw(Arguments arguments, Broker broker, Results results) {
        double best = 0;
        RelayScenario scenario = new RelayScenario(arguments, broker);
        for (int channels : arguments.numbers("channels")) {
            double rate = scenario.measure(new RawRelay(broker, channels)).whole();
            results.add("rate, %d channel(s)".formatted(channels), rate, "events/s");
            best = Math.max(best, rate);
        }
        results.add("rate", best, "events/s");
    }

    private static void relay(
            Arguments arguments, Broker broker, ConfigurableApplicationContext context, Results results) {
        SmartLifecycle own = stoppedRelay(context);
        OutboxRows rows = outboxRows(context);
        RabbitTemplate rabbit = context.getBean(RabbitTemplate.class);
        RelayScenario.Relay relay = switch (arguments.text("contender")) {
            case "blocking" -> new TemplateRelay(rows, rabbit, false);
            case "correlated" -> new TemplateRelay(rows, rabbit, true);
            default -> new StarterRelay(rows, own);
        };
        RelayScenario.Rates rates = new RelayScenario(arguments, broker).measure(relay);
        results.add("rate", rates.whole(), "events/s");
        if (rates.last() > 0) {
            results.add("rate of the last %,d".formatted(arguments.number("last")), rates.last(), "events/s");
        }
    }

    private static SmartLifecycle stoppedRelay(ConfigurableApplicationContext context) {
        SmartLifecycle relay = context.getBean("outboxRelay", SmartLifecycle.class);
        relay.stop();
        return relay;
    }

    private static OutboxRows outboxRows(ConfigurableApplicationContext context) {
        return new OutboxRows(context.getBean(JdbcTemplate.class), context.getBean(TransactionTemplate.class));
    }

    private static void commit(
            Arguments arguments, Broker broker, ConfigurableApplicationContext context, Results results) {
        new CommitScenario(arguments, broker, results).run(committer(context));
        context.getBeanProvider(WaitingCommits.class).ifAvailable(WaitingCommits::verify);
    }

    private static void store(Arguments arguments, ConfigurableApplicationContext context, Results results) {
        stoppedRelay(context);
        OutboxRows rows = outboxRows(context);
        StoreScenario.Outbox outbox = new StoreScenario.Outbox() {

            @Override
            public void reset(int backlog) {
                rows.clear();
                rows.fill(0, backlog);
            }

            @Override
            public long size() {
                return rows.count();
            }
        };
        results.add("rate", new StoreScenario(arguments).measure(committer(context), outbox), "events/s");
    }

    private static CommitScenario.Committer committer(ConfigurableApplicationContext context) {
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        jdbc.execute(CommitScenario.CREATE_TABLE);
        TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
        EventPublisher events = context.getBean(EventPublisher.class);
        return event -> transactions.executeWithoutResult(status -> {
            jdbc.update(CommitScenario.INSERT, event.key(), event.number(), event.customer(), event.amount());
            events.publish(event);
        });
    }

    private static void consume(
            Arguments arguments, Broker broker, ConfigurableApplicationContext context, Results results) {
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        jdbc.execute(ConsumeScenario.CREATE_TABLE);
        InboxRows.fill(jdbc, arguments.number("inbox-rows"));
        ConnectionFactory connections = context.getBean(ConnectionFactory.class);
        ConsumeScenario.Consumer consumer = switch (arguments.text("contender")) {
            case "plain" ->
                new EffectConsumer(
                        PlainListener.container(
                                connections,
                                jdbc,
                                context.getBean(TransactionTemplate.class),
                                context.getBean(EventPublisher.class)),
                        jdbc,
                        broker);
            case "ack-only" -> new AckOnlyConsumer(connections, broker);
            default ->
                new EffectConsumer(
                        Objects.requireNonNull(context.getBean(RabbitListenerEndpointRegistry.class)
                                .getListenerContainer(GroupListener.ID)),
                        jdbc,
                        broker);
        };
        results.add("rate", new ConsumeScenario(arguments, broker).measure(consumer), "events/s");
    }
}
