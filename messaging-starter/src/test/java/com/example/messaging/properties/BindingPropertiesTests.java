package com.example.messaging.properties;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingPropertiesTests {

    @ParameterizedTest
    @CsvSource({
        "orders.order-placed.v1, orders.order-placed.v1, true",
        "orders.order-placed.v1, orders.order-placed.v2, false",
        "orders.*.v1, orders.order-placed.v1, true",
        "orders.*, orders.order-placed.v1, false",
        "orders.#, orders.order-placed.v1, true",
        "orders.#, orders, true",
        "#, anything.at.all, true",
        "#.v1, orders.order-placed.v1, true",
        "#.v1, v1, true",
        "#.v1, orders.order-placed.v2, false",
        "*.#.v1, orders.v1, true",
        "*.#.v1, v1, false",
        "orders.order-placed, ordersXorder-placed, false"
    })
    void matchesAsATopicExchangeDoes(String pattern, String routingKey, boolean matches) {
        assertThat(BindingProperties.valueOf(pattern).matches(routingKey)).isEqualTo(matches);
    }
}
