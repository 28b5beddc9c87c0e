package com.example.benchmark.starter;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.CommitScenario;
import com.example.benchmark.scenario.ConsumeScenario;
import com.example.benchmark.scenario.RelayScenario;
import com.example.benchmark.scenario.Results;
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
                    .profiles(scenario)
                    .run(args)) {
                switch (scenario) {
                    case "relay" -> relay(arguments, broker, context, results);
                    case "commit" -> commit(arguments, broker, context, results);
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
            double rate = scenario.measure(new RawRelay(broker, channels));
            results.add("rate, %d channel(s)".formatted(channels), rate, "events/s");
            best = Math.max(best, rate);
        }
        results.add("rate", best, "events/s");
    }

    private static void relay(
            Arguments arguments, Broker broker, ConfigurableApplicationContext context, Results results) {
        SmartLifecycle own = context.getBean("outboxRelay", SmartLifecycle.class);
        own.stop();
        OutboxRows rows =
                new OutboxRows(context.getBean(JdbcTemplate.class), context.getBean(TransactionTemplate.class));
        RabbitTemplate rabbit = context.getBean(RabbitTemplate.class);
        RelayScenario.Relay relay = switch (arguments.text("contender")) {
            case "blocking" -> new TemplateRelay(rows, rabbit, false);
            case "correlated" -> new TemplateRelay(rows, rabbit, true);
            default -> new StarterRelay(rows, own);
        };
        results.add("rate", new RelayScenario(arguments, broker).measure(relay), "events/s");
    }

    private static void commit(
            Arguments arguments, Broker broker, ConfigurableApplicationContext context, Results results) {
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        jdbc.execute(CommitScenario.CREATE_TABLE);
        TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
        EventPublisher events = context.getBean(EventPublisher.class);
        new CommitScenario(arguments, broker, results)
                .run(event -> transactions.executeWithoutResult(status -> {
                    jdbc.update(CommitScenario.INSERT, event.key(), event.number(), event.customer(), event.amount());
                    events.publish(event);
                }));
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
