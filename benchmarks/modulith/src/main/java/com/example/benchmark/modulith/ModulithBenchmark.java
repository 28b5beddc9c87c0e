package com.example.benchmark.modulith;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.CommitScenario;
import com.example.benchmark.scenario.Results;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Modulith: its registry stores the event with the business change, and completes it when the listener that
 * publishes it has returned.
 *
 * <p>Settings: completed publications are deleted, and 32 threads run the listeners, each with a channel in the cache. Of
 * those tried (deleting or, as by default, updating; 8 threads, as by default, 16, or 32; 25 channels, as by default, or 64)
 * these gave the highest rates.
 */
@SpringBootApplication
public class ModulithBenchmark {

    /** Runs the commit scenario. */
    public static void main(String... args) {
        Arguments arguments = new Arguments(args);
        try (Broker broker = new Broker(arguments.broker());
                ConfigurableApplicationContext context =
                        new SpringApplicationBuilder(ModulithBenchmark.class).run(args)) {
            broker.declareExchange();
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute(CommitScenario.CREATE_TABLE);
            TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
            ApplicationEventPublisher events = context;
            new CommitScenario(arguments, broker, new Results(System.out))
                    .run(event -> transactions.executeWithoutResult(status -> {
                        jdbc.update(
                                CommitScenario.INSERT, event.key(), event.number(), event.customer(), event.amount());
                        events.publishEvent(event);
                    }));
        }
    }
}
