package com.example.messaging.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The definitions of the deployments are imported as they are, and their users may do what they should. */
class BrokerDefinitionsIntegrationTests {

    private static final Path DIRECTORY = Path.of("../deploy/rabbitmq");

    private final VirtualHost virtualHost = RabbitMqBroker.shared().newVirtualHost();

    @AfterEach
    void deleteVirtualHost() {
        virtualHost.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"definitions.json", "definitions-production.json"})
    void theBrokerHasThem(String file) {
        virtualHost.importDefinitions(DIRECTORY.resolve(file));

        virtualHost.template().convertAndSend("orders", "orders.unheard-of.v1", "anybody?");
        assertThat(virtualHost.take("unroutable").getBody()).asString().isEqualTo("anybody?");
        assertThat(virtualHost.depth("retry.1m")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"definitions.json", "definitions-production.json"})
    void whoMonitorsSeesEverythingAndMayDoNothing(String file) throws IOException {
        BrokerUser monitoring =
                virtualHost.importDefinitions(DIRECTORY.resolve(file)).get("monitoring");

        assertThat(monitoring.manage("GET", "/api/overview")).isEqualTo(200);
        assertThat(monitoring.manage("GET", "/api/queues/" + virtualHost.name() + "/unroutable"))
                .isEqualTo(200);
        assertThat(monitoring.manage("DELETE", "/api/queues/" + virtualHost.name() + "/unroutable"))
                .isEqualTo(401);
        assertThat(monitoring.manage("GET", "/api/users")).isEqualTo(401);
        assertThat(monitoring.isRefused(channel -> channel.basicGet("unroutable", true)))
                .isTrue();
        assertThat(monitoring.isRefused(BrokerUser.publishing("orders", "orders.order-placed.v1")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"definitions.json", "definitions-production.json"})
    void servicesMayNotUseTheManagementApi(String file) {
        Map<String, BrokerUser> users = virtualHost.importDefinitions(DIRECTORY.resolve(file));

        assertThat(users).containsKeys("producer", "consumer");
        for (String service : new String[] {"producer", "consumer"}) {
            assertThat(users.get(service).manage("GET", "/api/overview")).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"definitions.json", "definitions-production.json"})
    void devicesPublishReadingsAndDoNothingElse(String file) throws IOException {
        BrokerUser device =
                virtualHost.importDefinitions(DIRECTORY.resolve(file)).get("device");

        for (String exchange : List.of("amq.topic", "telemetry")) {
            assertThat(device.isRefused(BrokerUser.publishing(exchange, "telemetry.reading-recorded.v1")))
                    .isFalse();
            assertThat(device.isRefused(BrokerUser.publishing(exchange, "telemetry.alert-raised.v1")))
                    .isTrue();
        }
        assertThat(device.isRefused(BrokerUser.publishing("orders", "orders.order-placed.v1")))
                .isTrue();
        assertThat(device.isRefused(BrokerUser.publishing("", "unroutable"))).isTrue();
        assertThat(device.isRefused(channel -> channel.basicGet("unroutable", true)))
                .isTrue();
        assertThat(device.isRefused(channel -> channel.queueDeclare())).isTrue();
        assertThat(device.manage("GET", "/api/overview")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = "definitions.json")
    void theDemosUserIsAnAdministrator(String file) throws IOException {
        BrokerUser demo = virtualHost.importDefinitions(DIRECTORY.resolve(file)).get("demo");

        assertThat(demo.manage("GET", "/api/users")).isEqualTo(200);
        demo.attempt(channel -> channel.queueDelete("unroutable"));
        assertThat(virtualHost.depth("unroutable")).isEqualTo(-1);
    }
}
