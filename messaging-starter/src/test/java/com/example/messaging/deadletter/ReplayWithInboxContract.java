package com.example.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.example.messaging.test.BrokerLink;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;

/** What an operator can rely on besides, where there is a database: whatever is replayed twice takes effect once. */
abstract class ReplayWithInboxContract extends ReplayContract {

    @Autowired
    private BrokerLink link;

    @Test
    void aDeadLetterThatIsThereTwiceTakesEffectOnce() {
        List<String> ids = deadLetters(3);
        guests.failures.clear();
        Message copy = virtualHost.take(QUEUE + ".dlq");
        virtualHost.template().send("", QUEUE + ".dlq", copy);
        virtualHost.template().send("", QUEUE + ".dlq", copy);
        await().untilAsserted(
                        () -> assertThat(look(10)).containsExactly(ids.get(1), ids.get(2), ids.get(0), ids.get(0)));

        RestingQueue.Sent sent = replay.replay(QUEUE, DeadLetterFilter.ALL, Integer.MAX_VALUE);

        assertThat(sent).isEqualTo(new RestingQueue.Sent(4, 0, "", 0));
        assertHandled(List.of(ids.get(1), ids.get(2), ids.get(0)));
    }

    @Test
    void whatWasConfirmedButNotRemovedTakesEffectOnce() {
        List<String> ids = deadLetters(50);
        guests.failures.clear();
        listeners.getListenerContainer(QUEUE).stop();

        // All are confirmed, and the link is gone before more than one is removed.
        assertThatExceptionOfType(AmqpException.class)
                .isThrownBy(() -> replayBy(message -> true, message -> link.cut()));

        await().untilAsserted(
                        () -> assertThat(virtualHost.depth(QUEUE + ".dlq")).isBetween(49L, 50L));
        assertThat(virtualHost.depth(QUEUE)).isEqualTo(50);
        link.restore();
        RestingQueue.Sent again = await().ignoreExceptions()
                .until(() -> replay.replay(QUEUE, DeadLetterFilter.ALL, Integer.MAX_VALUE), sent -> true);
        assertThat(again.sent()).isBetween(49, 50);
        assertThat(again.remaining()).isZero();
        listeners.getListenerContainer(QUEUE).start();
        assertHandledInAnyOrder(ids);
    }

    @Test
    void aBareMessageThatIsSentOnceMoreIsKnownAfterItsReplay() {
        UUID guest = UUID.randomUUID();
        guests.failures.put(guest, new IllegalStateException("not yet"));
        String id = sendBare(guest);
        await().untilAsserted(() -> assertThat(look(10)).containsExactly(id));
        guests.failures.clear();
        replay.replay(QUEUE, DeadLetterFilter.ALL, Integer.MAX_VALUE);
        assertHandled(List.of(id));

        sendBare(guest);
        UUID other = UUID.randomUUID();

        assertHandledAfter(id, sendBare(other));
    }

    private void assertHandledAfter(String first, String second) {
        await().untilAsserted(() -> assertThat(guests.handled).contains(second));
        assertThat(guests.handled).containsExactly(first, second);
    }
}
