package com.example.messaging.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.EventClient;
import com.example.messaging.EventRefusedException;
import com.example.messaging.EventViolation;
import com.example.messaging.InvalidEventException;
import com.example.messaging.Problem;
import com.example.messaging.RequestFailedException;
import com.example.messaging.RequestTimeoutException;
import com.example.messaging.UnroutableEventException;
import com.example.messaging.UnusableAnswerException;
import com.example.messaging.event.EventCatalog;
import com.example.messaging.event.EventMetadata;
import com.example.messaging.event.EventScope;
import com.example.messaging.test.BrokerLink;
import com.example.messaging.test.VirtualHost;
import com.example.messaging.test.WithRabbitMq;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.AnonymousQueue;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.MessagePropertiesBuilder;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What whoever asks, and whoever answers, can rely on, whatever database there is. */
@SpringBootTest(
        classes = Shop.Application.class,
        properties = {
            "spring.application.name=shop",
            "messaging.events.packages=com.example.messaging.sample,com.example.messaging.request",
            "messaging.exchanges.greetings=topic",
            "messaging.exchanges.prices.alternate=false",
            "messaging.exchanges.waiters.alternate=false",
            "messaging.exchanges.nobody.alternate=false",
            "messaging.exchanges.unheard=topic",
            "messaging.queues.[shop.prices].bindings=prices.asked.v1",
            "messaging.queues.[shop.prices].dead-letter=false",
            "messaging.queues.[shop.prices].retry.delays=50ms",
            "messaging.queues.[shop.waiters].bindings=waiters.asked.v1",
            "messaging.queues.[shop.waiters].dead-letter=false",
            "messaging.queues.[shop.thanked].bindings=greetings.thanked.v1",
            "messaging.queues.[shop.full].bindings=full.asked.v1",
            "messaging.queues.[shop.full].dead-letter=false",
            "messaging.queues.[shop.full].arguments.x-max-length=1",
            "messaging.queues.[shop.full].arguments.x-overflow=reject-publish"
        })
@WithRabbitMq(breakable = true)
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
abstract class RequestContract {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofMillis(700);

    @Autowired
    private EventClient client;

    @Autowired
    private Shop shop;

    @Autowired
    private EventCatalog catalog;

    @Autowired
    private VirtualHost virtualHost;

    @Autowired
    private BrokerLink link;

    @AfterEach
    void mend() {
        shop.gate.countDown();
        link.restore();
        await().ignoreExceptions().until(() -> client.request(new AskPrice("mend"), SHORT) != null);
        shop.calls.clear();
        virtualHost.admin().purgeQueue("shop.waiters");
        virtualHost.admin().purgeQueue("shop.thanked");
    }

    @Test
    void aRequestIsAnswered() {
        assertThat(client.request(new AskPrice("cup"), LONG)).isEqualTo(new PriceTold("cup", 3));
    }

    @Test
    void manyRequestsAtOnceGetEachItsOwnAnswer() {
        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<CompletableFuture<PriceTold>> answers = IntStream.range(0, 1_000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> client.request(new AskPrice("cup " + i), LONG), threads))
                    .toList();

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join().article()).isEqualTo("cup " + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRequestTravelsAsAnEventAndInTheConversationOfTheEventInHand() {
        EventMetadata inHand =
                new EventMetadata("4711", "/till", "prices.told.v1", null, null, "the conversation", Map.of());
        CompletableFuture<PriceTold> answer =
                async(() -> EventScope.call(inHand, catalog, () -> client.request(new AskWaiter("cup"), LONG)));

        Message request = virtualHost.take("shop.waiters");

        MessageProperties properties = request.getMessageProperties();
        assertThat(request.getBody()).asString().isEqualTo("{\"article\":\"cup\"}");
        assertThat(properties.getReceivedExchange()).isEqualTo("waiters");
        assertThat(properties.getReceivedRoutingKey()).isEqualTo("waiters.asked.v1");
        assertThat(properties.getReplyTo()).startsWith("amq.rabbitmq.reply-to.");
        assertThat(properties.getExpiration()).isEqualTo("30000");
        assertThat(properties.getCorrelationId()).isEqualTo(properties.getMessageId());
        assertThat(properties.getHeaders())
                .containsEntry("cloudEvents_type", "waiters.asked.v1")
                .containsEntry("cloudEvents_correlationid", "the conversation");
        answer(request, "{\"article\":\"cup\",\"cents\":7}", UnaryOperator.identity());
        assertThat(answer.join().cents()).isEqualTo(7);

        EventScope.call(inHand, catalog, () -> client.request(new AskPrice("in a conversation"), LONG));
        assertThat(shop.conversations).containsEntry("in a conversation", "the conversation");
    }

    @Test
    void aRequestIsHandledInTheTraceOfItsCaller(@Autowired Tracer tracer) {
        Span span = tracer.nextSpan().start();
        try (Tracer.SpanInScope ignored = tracer.withSpan(span)) {
            client.request(new AskPrice("traced"), LONG);
        } finally {
            span.end();
        }

        assertThat(shop.traces).containsEntry("traced", span.context().traceId());
    }

    @Test
    void nobodyAnswersInTimeAndTheRequestIsGone() {
        long started = System.nanoTime();

        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(() -> client.request(new AskWaiter("cup"), SHORT))
                .withMessageContaining("Nobody answered 'waiters.asked.v1' within 700 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(SHORT, SHORT.multipliedBy(4));
        await().untilAsserted(
                        () -> assertThat(virtualHost.depth("shop.waiters")).isZero());
        assertThat(virtualHost.depth("shop.waiters.dlq")).isEqualTo(-1);
    }

    @Test
    void aRequestThatNoQueueWantsIsToldAtOnce() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatExceptionOfType(UnroutableEventException.class)
                        .isThrownBy(() -> client.request(new AskNobody("cup"), LONG))
                        .withMessageContaining(
                                "No queue is bound to exchange 'nobody' for routing key 'nobody.asked.v1'"));
    }

    @RepeatedTest(20)
    void aRequestToAnExchangeThatDoesNotExistIsToldAtOnce() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatExceptionOfType(UnroutableEventException.class)
                        .isThrownBy(() -> client.request(new AskNowhere("cup"), LONG))
                        .withMessageContaining("The exchange 'nowhere' does not exist"));
        assertThat(client.request(new AskPrice("cup"), LONG).cents()).isEqualTo(3);
    }

    @Test
    void aRequestToAnExchangeWithAnAlternateIsKeptThereAndTimesOut() {
        assertThatExceptionOfType(RequestTimeoutException.class)
                .isThrownBy(() -> client.request(new AskUnheard("cup"), SHORT));
    }

    @Test
    void aRequestThatTheBrokerRefusesIsToldAtOnce() {
        for (int i = 0; i < 10; i++) {
            send("full", "full.asked.v1", "{\"article\":\"cup\"}", UnaryOperator.identity());
        }

        // A channel hears that a quorum queue is full when it has published there.
        await().untilAsserted(() -> assertThatExceptionOfType(EventRefusedException.class)
                .isThrownBy(() -> client.request(new AskFull("cup"), SHORT))
                .withMessageContaining("a queue is full"));
    }

    @Test
    void aLateAnswerIsDroppedToldOfOnceAndHarmsNoOther(CapturedOutput output) {
        assertThatExceptionOfType(RequestTimeoutException.class).isThrownBy(() -> {
            CompletableFuture<Message> taken = async(() -> virtualHost.take("shop.waiters"));
            try {
                client.request(new AskWaiter("late"), Duration.ofSeconds(2));
            } finally {
                answer(taken.join(), "{\"article\":\"late\",\"cents\":1}", UnaryOperator.identity());
            }
        });

        CompletableFuture<PriceTold> next = async(() -> client.request(new AskWaiter("next"), LONG));
        answer(virtualHost.take("shop.waiters"), "{\"article\":\"next\",\"cents\":2}", UnaryOperator.identity());

        assertThat(next.join()).isEqualTo(new PriceTold("next", 2));
        assertThat(output.getOut().lines().filter(line -> line.contains("nobody waited for it any more")))
                .singleElement()
                .asString()
                .contains("INFO")
                .containsPattern("correlation id '[0-9a-f-]{36}'");
        assertThat(output).doesNotContain("\tat com.rabbitmq", "ShutdownSignalException");
    }

    @Test
    void aMethodThatFailsIsAnsweredWithAProblemThatTellsNothingInternalAndNothingElseBecomesOfIt(
            CapturedOutput output) {
        Problem problem = problem(() -> client.request(new AskPrice("broken"), LONG));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.detail()).contains("the log there says why").doesNotContain("swordfish");
        assertThat(problem.errors()).isEmpty();
        assertThat(output.getOut().lines().filter(line -> line.contains("is answered with status 500")))
                .singleElement()
                .asString()
                .contains("WARN", "queue 'shop.prices'");
        assertNothingElseBecame("broken");
    }

    @Test
    void aMethodThatRefusesIsAnsweredWithItsOwnWords() {
        Problem refused = problem(() -> client.request(new AskPrice("refused"), LONG));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.title()).isEqualTo("Unprocessable Content");
        assertThat(refused.detail()).isEqualTo("There is no such article");
        assertThat(refused.errors()).containsExactly(new EventViolation("/article", "is not for sale"));

        Problem hopeless = problem(() -> client.request(new AskPrice("hopeless"), LONG));
        assertThat(hopeless.status()).isEqualTo(422);
        assertThat(hopeless.detail()).isEqualTo("Ask again tomorrow");
        assertNothingElseBecame("hopeless");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "free", "foreign"})
    void aMethodWhoseAnswerOrEventIsNotValidHasFailedWhateverItWasAsked(String article) {
        Problem problem = problem(() -> client.request(new AskPrice(article), LONG));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.errors()).isEmpty();
        assertNothingElseBecame(article);
    }

    @Test
    void aRequestThatIsNotValidIsNotSent() {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> client.request(new AskPrice(""), LONG))
                .satisfies(ex -> assertThat(ex.violations())
                        .extracting(EventViolation::pointer)
                        .containsExactly("/article"));
        assertThat(shop.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0000001S", "PT25H"})
    void aTimeoutThatMakesNoSenseIsRefused(Duration timeout) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> client.request(new AskPrice("cup"), timeout));
    }

    @Test
    void aPlainClientIsAnsweredOnAQueueOfItsOwn() {
        Message answer = ask("prices.asked.v1", "{\"article\":\"cup\"}");

        assertThat(answer.getBody()).asString().isEqualTo("{\"article\":\"cup\",\"cents\":3}");
        assertThat(answer.getMessageProperties().getContentType()).isEqualTo("application/json");
        assertThat(answer.getMessageProperties().getType()).isEqualTo("prices.told.v1");
        assertThat(answer.getMessageProperties().getHeaders())
                .containsEntry("cloudEvents_source", "/shop")
                .containsEntry("cloudEvents_subject", "cup");
    }

    @Test
    void aPlainClientIsToldWhatIsWrongWithItsRequest() {
        Message invalid = ask("prices.asked.v1", "{\"article\":\"\"}");
        assertThat(invalid.getMessageProperties().getContentType()).isEqualTo("application/problem+json");
        assertThat(invalid.getBody())
                .asString()
                .contains("\"type\":\"about:blank\"", "\"title\":\"Unprocessable Content\"", "\"status\":422")
                .contains("\"errors\":[{\"pointer\":\"/article\",\"message\":");

        assertThat(ask("prices.asked.v1", "not json").getBody()).asString().contains("is not JSON: line 1, column");
        assertThat(ask("prices.unheard-of.v1", "{}").getBody())
                .asString()
                .contains("\"status\":422", "'prices.unheard-of.v1' is no request that is answered here");
        assertThat(ask("prices.told.v1", "{\"article\":\"cup\",\"cents\":1}").getBody())
                .asString()
                .contains("\"status\":422", "'prices.told.v1' is no request that is answered here");
        assertNothingElseBecame("cup");
    }

    @Test
    void aRequestWithoutReplyToIsHandledAndItsAnswerDropped() {
        send("prices", "prices.asked.v1", "{\"article\":\"published\"}", UnaryOperator.identity());

        assertThat(virtualHost.take("shop.thanked")).isNotNull();
        await().untilAsserted(() -> assertThat(virtualHost.depth("shop.prices")).isZero());
        assertThat(shop.calls).containsEntry("published", 1);
    }

    @Test
    void aRequestWithoutReplyToThatFailsIsTriedAgainAsAnEventIs() {
        send("prices", "prices.asked.v1", "{\"article\":\"broken\"}", UnaryOperator.identity());

        await().untilAsserted(() -> assertThat(shop.calls).containsEntry("broken", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.thanked", "shop.thanked.dlq", "shop.waiters", "retry.50ms", "unroutable"})
    void aRequestWhoseReplyToNamesAQueueOfTheServicesIsHandledAndItsAnswerDropped(String queue, CapturedOutput output) {
        long before = virtualHost.depth(queue);
        send("prices", "prices.asked.v1", "{\"article\":\"to %s\"}".formatted(queue), request ->
                (MessagePropertiesBuilder) request.setReplyTo(queue).setCorrelationId("to " + queue));

        await().until(() -> output.getOut().contains("'to " + queue + "' is dropped"));
        // The answer to this one would come behind.
        client.request(new AskPrice("afterwards"), LONG);
        assertThat(virtualHost.depth(queue)).isLessThanOrEqualTo(before);
        assertThat(shop.calls).containsEntry("to " + queue, 1);
        assertThat(output.getOut().lines().filter(line -> line.contains("'to " + queue + "' is dropped")))
                .singleElement()
                .asString()
                .contains("WARN", "'reply_to' names '" + queue + "'");
    }

    @Test
    void aRequestWhoseReplyToNamesAQueueOfTheServicesAndThatFailsIsTriedAgainAsAnEventIs(CapturedOutput output) {
        send("prices", "prices.asked.v1", "{\"article\":\"broken\"}", request ->
                (MessagePropertiesBuilder) request.setReplyTo("shop.thanked").setCorrelationId("to nobody"));

        await().untilAsserted(() -> assertThat(shop.calls).containsEntry("broken", 2));
        await().untilAsserted(() -> assertThat(virtualHost.depth("shop.prices")).isZero());
        client.request(new AskPrice("afterwards"), LONG);
        assertThat(virtualHost.depth("shop.thanked")).isZero();
        assertThat(output).contains("'to nobody' is dropped").doesNotContain("is answered with status");
    }

    @Test
    void aPlainClientNeedsToRepeatTheCorrelationIdOnlyToAnswer() {
        assertThat(whenAnsweredWith("{\"article\":\"cup\",\"cents\":5}", UnaryOperator.identity()))
                .isEqualTo(new PriceTold("cup", 5));
    }

    @Test
    void anAnswerThatIsAnotherOrCanNotBeReadIsAnErrorOfItsOwn() {
        assertUnusable("{\"article\":\"cup\"}", UnaryOperator.identity(), "/cents is missing");
        assertUnusable("not json", UnaryOperator.identity(), "is not JSON");
        assertUnusable(
                "{\"guestId\":\"%s\"}".formatted(UUID.randomUUID()),
                type("greetings.thanked.v1"),
                "'greetings.thanked.v1'");
        assertUnusable("{}", type("unheard.of.v1"), "'unheard.of.v1' is not known");
        assertUnusable("not json", contentType("application/problem+json"), "The problem is not JSON");
    }

    @Test
    void aProblemOfAPlainClientIsReadAsFarAsItGoes() {
        assertThatExceptionOfType(RequestFailedException.class)
                .isThrownBy(() -> whenAnsweredWith(
                        "{\"status\":404,\"title\":\"Not Found\",\"errors\":[{\"pointer\":\"/article\"}],\"more\":1}",
                        contentType("application/problem+json; charset=utf-8")))
                .satisfies(ex -> assertThat(ex.problem())
                        .isEqualTo(new Problem(
                                "about:blank", "Not Found", 404, "", List.of(new EventViolation("/article", "")))));
    }

    @Test
    void aBrokerThatIsAwayIsToldAtOnceAndFoundAgain() {
        client.request(new AskPrice("cup"), LONG);
        link.cut();

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatExceptionOfType(BrokerUnavailableException.class)
                        .isThrownBy(() -> client.request(new AskPrice("cup"), LONG)));

        link.restore();
        await().ignoreExceptions().until(() -> client.request(new AskPrice("cup"), SHORT) != null);
    }

    @Test
    void aBrokerThatHangsIsToldInTimeToManyCallersAtOnce() {
        client.request(new AskPrice("cup"), LONG);
        link.hang();

        CompletableFuture.allOf(IntStream.range(0, 40)
                        .mapToObj(i -> async(() -> assertTimeoutPreemptively(
                                Duration.ofSeconds(6),
                                () -> assertThatExceptionOfType(BrokerUnavailableException.class)
                                        .isThrownBy(() -> client.request(new AskPrice("cup"), SHORT))
                                        .withMessageContaining("did not take the request"))))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Test
    void aBrokerThatHoldsPublishersBackIsToldAtOnce() {
        client.request(new AskPrice("cup"), LONG);
        link.holdBack();

        await().untilAsserted(() -> assertThatExceptionOfType(BrokerUnavailableException.class)
                .isThrownBy(() -> client.request(new AskPrice("cup"), SHORT))
                .withMessageContaining("holds publishers back"));
    }

    @Test
    void aBrokerThatIsLostWhileTheAnswerIsWaitedForEndsTheWait() {
        CompletableFuture<PriceTold> answer = async(() -> client.request(new AskWaiter("cup"), LONG));
        assertThat(virtualHost.take("shop.waiters")).isNotNull();

        link.dropConnections();

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(BrokerUnavailableException.class)
                .withMessageContaining("may have taken effect");
    }

    @Test
    void aCallerThatIsInterruptedIsLetGo() throws InterruptedException {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            try {
                client.request(new AskWaiter("cup"), LONG);
            } catch (RequestTimeoutException ex) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        assertThat(virtualHost.take("shop.waiters")).isNotNull();

        caller.interrupt();

        assertThat(interrupted.join()).isTrue();
        caller.join();
    }

    @Test
    void aRequestWhoseCallerIsInterruptedBeforeItIsSentIsNotSent() {
        link.hang();
        link.dropConnections();
        // From then on a thread of the client's is about to connect, and all others wait for it.
        await().untilAsserted(() -> assertThatExceptionOfType(BrokerUnavailableException.class)
                .isThrownBy(() -> client.request(new AskWaiter("late"), SHORT))
                .withMessageContaining("did not take the request"));
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(RequestTimeoutException.class)
                    .isThrownBy(() -> client.request(new AskWaiter("interrupted"), LONG));
            assertThat(Thread.interrupted()).isTrue();
        }

        link.restore();
        await().ignoreExceptions().until(() -> client.request(new AskPrice("cup"), SHORT) != null);

        CompletableFuture<PriceTold> next = async(() -> client.request(new AskWaiter("next"), LONG));
        Message first = virtualHost.take("shop.waiters");
        assertThat(first.getBody()).asString().contains("next");
        answer(first, "{\"article\":\"next\",\"cents\":1}", UnaryOperator.identity());
        assertThat(next.join().cents()).isEqualTo(1);
    }

    Shop shop() {
        return shop;
    }

    EventClient client() {
        return client;
    }

    VirtualHost virtualHost() {
        return virtualHost;
    }

    /** Does it on a thread of its own. */
    static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    static Problem problem(Runnable request) {
        try {
            request.run();
            throw new AssertionError("It was answered");
        } catch (RequestFailedException ex) {
            return ex.problem();
        }
    }

    private void assertNothingElseBecame(String article) {
        await().untilAsserted(() -> assertThat(virtualHost.depth("shop.prices")).isZero());
        assertThat(client.request(new AskPrice("afterwards"), LONG)).isNotNull();
        assertThat(virtualHost.depth("retry.50ms")).isZero();
        assertThat(virtualHost.depth("shop.prices.dlq")).isEqualTo(-1);
        assertThat(shop.calls.getOrDefault(article, 0)).isLessThanOrEqualTo(1);
    }

    private PriceTold whenAnsweredWith(String body, UnaryOperator<MessagePropertiesBuilder> properties) {
        CompletableFuture<Boolean> answered = async(() -> {
            answer(virtualHost.take("shop.waiters"), body, properties);
            return true;
        });
        try {
            return client.request(new AskWaiter("cup"), LONG);
        } finally {
            answered.join();
        }
    }

    private void assertUnusable(String body, UnaryOperator<MessagePropertiesBuilder> properties, String reason) {
        assertThatExceptionOfType(UnusableAnswerException.class)
                .isThrownBy(() -> whenAnsweredWith(body, properties))
                .withMessageContaining("'waiters.asked.v1' was answered, but not by a 'prices.told.v1'")
                .withMessageContaining(reason);
    }

    private static UnaryOperator<MessagePropertiesBuilder> type(String type) {
        return properties -> (MessagePropertiesBuilder) properties.setType(type);
    }

    private static UnaryOperator<MessagePropertiesBuilder> contentType(String contentType) {
        return properties -> (MessagePropertiesBuilder) properties.setContentType(contentType);
    }

    /** Answers as any client would. */
    private void answer(Message request, String body, UnaryOperator<MessagePropertiesBuilder> properties) {
        MessageProperties of = request.getMessageProperties();
        send(
                "",
                of.getReplyTo(),
                body,
                answer -> properties.apply((MessagePropertiesBuilder) answer.setCorrelationId(of.getCorrelationId())));
    }

    /** Asks as any client would, and waits on a queue of its own. */
    Message ask(String type, String body) {
        Queue own = new AnonymousQueue();
        virtualHost.admin().declareQueue(own);
        send("", "shop.prices", body, request -> (MessagePropertiesBuilder)
                request.setType(type).setReplyTo(own.getName()).setCorrelationId("mine"));
        Message answer = Objects.requireNonNull(virtualHost.take(own.getName()), "An answer");
        assertThat(answer.getMessageProperties().getCorrelationId()).isEqualTo("mine");
        return answer;
    }

    private void send(
            String exchange, String routingKey, String body, UnaryOperator<MessagePropertiesBuilder> properties) {
        virtualHost
                .template()
                .send(
                        exchange,
                        routingKey,
                        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
                                .andProperties(properties
                                        .apply(MessagePropertiesBuilder.newInstance())
                                        .build())
                                .build());
    }

    /** Holds all calls of the shop back until the latch is counted down. */
    CountDownLatch hold() {
        CountDownLatch gate = new CountDownLatch(1);
        shop.gate = gate;
        return gate;
    }
}
