package com.example.benchmark.namastack;

import com.example.benchmark.scenario.Arguments;
import com.example.benchmark.scenario.Broker;
import com.example.benchmark.scenario.CommitScenario;
import com.example.benchmark.scenario.Results;
import io.namastack.outbox.Outbox;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The Namastack outbox: stores the event with the business change; polls, and hands the event to the handler that
 * publishes it.
 *
 * <p>Settings: 500 keys each time, 1 ms after the last time, by 16 threads, and completed records are deleted. Of those
 * tried (1, 5 and 20 ms by 16 threads, 1 and 5 ms and adaptive polling by 32, 100 keys by 8) these gave the highest rates
 * and the lowest latency. The defaults, 10 keys every 2 s, would relay 5 events/s.
 */
@SpringBootApplication
public class NamastackBenchmark {

    /** Runs the commit scenario. */
    public static void main(String... args) {
        Arguments arguments = new Arguments(args);
        try (Broker broker = new Broker(arguments.broker());
                ConfigurableApplicationContext context =
                        new SpringApplicationBuilder(NamastackBenchmark.class).run(args)) {
            broker.declareExchange();
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            jdbc.execute(CommitScenario.CREATE_TABLE);
            TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
            Outbox outbox = context.getBean(Outbox.class);
            new CommitScenario(arguments, broker, new Results(System.out))
                    .run(event -> transactions.executeWithoutResult(status -> {
                        jdbc.update(
                                CommitScenario.INSERT, event.key(), event.number(), event.customer(), event.amount());
                        outbox.schedule(event, event.key().toString());
                    }));
        }
    }
}
