package com.example.messaging.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.UnknownEventTypeException;
import com.example.messaging.sample.Greeted;
import com.example.messaging.sample.Thanked;
import com.example.model.EventKey;
import com.example.model.EventType;
import com.example.model.Request;
import com.example.model.order.OrderPlaced;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EventCatalogTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(EventAutoConfiguration.class));

    @Test
    void findsTheEventsOfTheModelByDefault() {
        runner.run(context -> assertThat(context.getBean(EventCatalog.class).find("orders.order-placed.v1"))
                .hasValueSatisfying(definition -> {
                    assertThat(definition.eventClass()).isEqualTo(OrderPlaced.class);
                    assertThat(definition.exchange()).isEqualTo("orders");
                    assertThat(definition.keyName()).isEqualTo("orderId");
                }));
    }

    @Test
    void findsTheEventsOfTheConfiguredPackages() {
        runner.withPropertyValues("messaging.events.packages=com.example.messaging.sample")
                .run(context -> assertThat(context.getBean(EventCatalog.class).definitions())
                        .extracting(EventDefinition::type)
                        .containsExactly(
                                "greetings.greeted.v1",
                                "greetings.left.v1",
                                "greetings.thanked.v1",
                                "rooms.booked.v1",
                                "rooms.booked.v2"));
    }

    @Test
    void aPackageWithoutEventsStopsTheStart() {
        runner.withPropertyValues("messaging.events.packages=com.example.modle")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("names 'com.example.modle', and no event is in it"));
    }

    @Test
    void twoRecordsWithOneTypeStopTheStart() {
        runner.withPropertyValues("messaging.events.packages=com.example.messaging.event")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .isInstanceOf(InvalidEventCatalogException.class)
                            .hasMessageContaining("'greetings.doubled.v1' is claimed by")
                            .hasMessageContaining(Doubled.class.getName())
                            .hasMessageContaining(DoubledAgain.class.getName());
                    assertThat(new InvalidEventCatalogFailureAnalyzer()
                                    .analyze(context.getStartupFailure())
                                    .getDescription())
                            .contains("'greetings.doubled.v1' is claimed by");
                });
    }

    @Test
    void refusesWhatCannotBeAnEvent() {
        assertInvalid(NoRecord.class, "must be a record");
        assertInvalid(Unanswered.class, "must say which record with @EventType answers it");
        assertInvalid(NoVersion.class, "must look like 'orders.order-placed.v1'");
        assertInvalid(TwoKeys.class, "more than one @EventKey");
    }

    @Test
    void saysWhichClassIsNoEvent() {
        EventCatalog catalog = EventCatalog.of(List.of(Greeted.class, Thanked.class));

        assertThatExceptionOfType(UnknownEventTypeException.class)
                .isThrownBy(() -> catalog.of(String.class))
                .withMessageContaining("java.lang.String is not a known event")
                .withMessageContaining("greetings.greeted.v1");
    }

    private static void assertInvalid(Class<?> eventClass, String message) {
        assertThatExceptionOfType(InvalidEventCatalogException.class)
                .isThrownBy(() -> EventCatalog.of(List.of(eventClass)))
                .withMessageContaining(message);
    }

    @EventType("greetings.doubled.v1")
    record Doubled(UUID id) {}

    @EventType("greetings.doubled.v1")
    record DoubledAgain(UUID id) {}

    static class NoRecord {}

    @EventType("Greetings.NoVersion")
    record NoVersion(UUID id) {}

    @EventType("greetings.unanswered.v1")
    record Unanswered(UUID id) implements Request<String> {}

    @EventType("greetings.two-keys.v1")
    record TwoKeys(@EventKey UUID one, @EventKey UUID other) {}
}
