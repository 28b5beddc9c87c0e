package com.example.messaging.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.example.messaging.RequestTimeoutException;
import com.example.messaging.sample.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What comes with a transaction: an answer tells of what is committed. */
class RequestWithDatabaseIntegrationTests extends RequestContract {

    private static final Duration LONG = Duration.ofSeconds(30);

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        Database.H2.addTo(registry);
        registry.add("spring.datasource.hikari.connection-timeout", () -> "250");
    }

    @Test
    void anAnswerGoesOutAfterTheCommit() throws InterruptedException {
        CompletableFuture<PriceTold> answer = async(() -> client().request(new AskPrice("held"), LONG));
        shop().commits.await();

        // The method has returned. An answer that was on its way would be here.
        assertThat(answer).failsWithin(Duration.ofMillis(500));
        shop().mayCommit.countDown();

        assertThat(answer.join()).isEqualTo(new PriceTold("held", 4));
    }

    @Test
    void whatIsNotCommittedIsNotAnsweredButForTheProblem() {
        assertThat(problem(() -> client().request(new AskPrice("uncommitted"), LONG))
                        .status())
                .isEqualTo(500);

        await().untilAsserted(
                        () -> assertThat(virtualHost().depth("shop.prices")).isZero());
        assertThat(virtualHost().depth("shop.thanked")).isZero();
    }

    @Test
    void inAGroupThatIsRolledBackEveryRequestIsAnsweredOnce() {
        CountDownLatch gate = hold();
        List<CompletableFuture<PriceTold>> good = new ArrayList<>();
        CompletableFuture<Integer> bad = null;
        for (int i = 0; i < 10; i++) {
            String article = "grouped " + i;
            good.add(async(() -> client().request(new AskPrice(article), LONG)));
            if (i == 5) {
                bad = async(() -> problem(() -> client().request(new AskPrice("uncommitted"), LONG))
                        .status());
            }
        }
        await().untilAsserted(
                        () -> assertThat(virtualHost().depth("shop.prices")).isZero());
        gate.countDown();

        for (int i = 0; i < 10; i++) {
            assertThat(good.get(i).join().article()).isEqualTo("grouped " + i);
        }
        assertThat(bad.join()).isEqualTo(500);
    }

    @Test
    void aRequestThatWasHandledBeforeIsNotAnsweredAgain() {
        virtualHost().template().setReplyTimeout(1_000);
        Message request = MessageBuilder.withBody("{\"article\":\"twice\"}".getBytes())
                .setMessageId("the same")
                .setAppId("till")
                .build();

        assertThat(virtualHost().template().sendAndReceive("prices", "prices.asked.v1", request))
                .isNotNull();
        assertThat(virtualHost().template().sendAndReceive("prices", "prices.asked.v1", request))
                .isNull();
        assertThat(shop().calls).containsEntry("twice", 1);
    }

    @Test
    void aRequestThatCouldNotBeHandledInItsTimeIsNotHandledLater(
            @Autowired DataSource dataSource, CapturedOutput output) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            // All connections are taken: no transaction can begin.
            for (int i = 0; i < 10; i++) {
                taken.add(dataSource.getConnection());
            }
        } catch (SQLException ex) {
            assertThat(taken).isNotEmpty();
        }

        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(() -> client().request(new AskPrice("too late"), Duration.ofMillis(600)));

        await().until(() -> output.getOut().contains("could not be handled in its time, and is dropped"));
        for (Connection connection : taken) {
            connection.close();
        }
        assertThat(client().request(new AskPrice("in time"), LONG)).isNotNull();
        assertThat(shop().calls).doesNotContainKey("too late");
    }
}
