package com.example.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

class FailureHeadersTests {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2026-01-01T00:00:05Z");

    @Test
    void sayWhatHappenedWhereAndWhen() {
        Map<String, Object> headers = headers(message(), new IllegalStateException("no paper"));

        assertThat(headers)
                .containsEntry("failure-type", "java.lang.IllegalStateException")
                .containsEntry("failure-message", "no paper")
                .containsEntry("failure-attempts", 3)
                .containsEntry("failure-queue", "printer.jobs")
                .containsEntry("failure-exchange", "jobs")
                .containsEntry("failure-routing-key", "jobs.job-added.v1")
                .containsEntry("failure-service", "printer")
                .containsEntry("failure-first-at", "2026-01-01T00:00:00Z")
                .containsEntry("failure-last-at", "2026-01-01T00:00:05Z");
        assertThat(headers.get("failure-stacktrace"))
                .asString()
                .startsWith("java.lang.IllegalStateException: no paper\n\tat " + FailureHeadersTests.class.getName())
                .doesNotContain("jdk.internal.reflect");
    }

    @Test
    void theInnermostCauseIsNotCutOffByTheOuterTrace() {
        Exception failure = new IllegalStateException(
                "outer", new IllegalStateException("middle", new IllegalArgumentException("the reason")));

        assertThat(headers(message(), failure).get("failure-stacktrace"))
                .asString()
                .contains("Caused by: java.lang.IllegalArgumentException: the reason");
    }

    @Test
    void allTogetherStayBelowFourKibibytesWhateverTheException() {
        Exception endless = new IllegalStateException("€𝄞".repeat(50_000));
        for (int depth = 0; depth < 50; depth++) {
            endless = new IllegalStateException("€".repeat(5_000), endless);
        }
        Message message = message();
        message.getMessageProperties().setReceivedRoutingKey("é".repeat(120));

        Map<String, Object> headers = headers(message, endless);

        assertThat(encodedSize(headers)).isLessThan(4096).isGreaterThan(3900);
        assertThat(headers.values()).noneMatch(value -> value.toString().contains("\uFFFD"));
        assertThat(headers.get("failure-message").toString()).startsWith("€€€");
    }

    @Test
    void noHalfCharacterIsLeftAtTheCut() {
        Exception failure = new IllegalStateException("x" + "𝄞".repeat(2_000));

        String message = headers(message(), failure).get("failure-message").toString();

        assertThat(Character.isHighSurrogate(message.charAt(message.length() - 1)))
                .isFalse();
        assertThat(message.getBytes(StandardCharsets.UTF_8).length).isBetween(1020, 1024);
    }

    @Test
    void aMessageThatFailsAgainKeepsTheTimeOfItsFirstFailure() {
        Message message = message();
        message.getMessageProperties().setHeader("failure-first-at", "2025-12-24T00:00:00Z");

        assertThat(headers(message, new IllegalStateException()))
                .containsEntry("failure-first-at", "2025-12-24T00:00:00Z")
                .containsEntry("failure-message", "");
    }

    private static Map<String, Object> headers(Message message, Exception failure) {
        return FailureHeaders.of(message, new Failure(failure, 3, FIRST, LAST), "printer.jobs", "printer");
    }

    private static Message message() {
        MessageProperties properties = new MessageProperties();
        properties.setReceivedExchange("jobs");
        properties.setReceivedRoutingKey("jobs.job-added.v1");
        return new Message(new byte[0], properties);
    }

    /** As a field table: name with one length byte, type byte, value with four length bytes (numbers without). */
    private static int encodedSize(Map<String, Object> headers) {
        return headers.entrySet().stream()
                .mapToInt(header -> 1
                        + header.getKey().length()
                        + 1
                        + 4
                        + (header.getValue() instanceof Integer
                                ? 0
                                : header.getValue().toString().getBytes(StandardCharsets.UTF_8).length))
                .sum();
    }
}
