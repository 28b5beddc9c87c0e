package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

import com.example.messaging.EventPublisher;
import com.example.messaging.sample.Greeted;
import com.example.messaging.test.CertificateAuthority;
import com.example.messaging.test.TlsBroker;
import com.example.messaging.test.VirtualHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application and its broker show each other their certificates. The broker's is for {@code localhost}, and not for
 * 127.0.0.1, where it is as well.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class TlsIntegrationTests {

    @TempDir
    private static Path files;

    private static TlsBroker broker;

    private static VirtualHost virtualHost;

    @BeforeAll
    static void startBroker() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create(files.resolve("authority"));
        broker = TlsBroker.start(authority, authority.issueServer("server", List.of("localhost")));
        virtualHost = broker.broker().newVirtualHost();
        deploy(authority, authority, "good");
        CertificateAuthority stranger = CertificateAuthority.create(files.resolve("stranger"));
        deploy(authority, stranger, "unknown-client");
        deploy(stranger, authority, "unknown-server");
    }

    /** Puts the files where the settings look for them. */
    private static void deploy(CertificateAuthority trusted, CertificateAuthority issuer, String name)
            throws IOException {
        Path directory = Files.createDirectory(files.resolve(name));
        CertificateAuthority.Identity client = issuer.issueClient(name);
        Files.copy(trusted.certificate(), directory.resolve("ca.pem"));
        Files.copy(client.certificate(), directory.resolve("client.pem"));
        Files.copy(client.privateKey(), directory.resolve("client.key"));
    }

    @AfterAll
    static void stopBroker() {
        virtualHost.close();
        broker.close();
    }

    @Test
    void bothSidesShowTheirCertificates() {
        try (ConfigurableApplicationContext application = start("localhost", "good")) {
            AtomicInteger greeted = application.getBean(Guests.class).greeted;

            application.getBean(EventPublisher.class).publish(Greeted.guest(UUID.randomUUID()));

            await().untilAsserted(() -> assertThat(greeted).hasValue(1));
        }
    }

    @Test
    void aClientWithoutCertificateIsRefused(CapturedOutput output) {
        assertRefusedByBroker(
                output,
                "good",
                "--spring.ssl.bundle.pem.rabbitmq.keystore.certificate=",
                "--spring.ssl.bundle.pem.rabbitmq.keystore.private-key=");
    }

    @Test
    void aClientWhoseCertificateTheBrokerDoesNotTrustIsRefused(CapturedOutput output) {
        assertRefusedByBroker(output, "unknown-client");
    }

    /** The broker says why and hangs up. When it hangs up before that was read, the connection is just lost. */
    private static void assertRefusedByBroker(CapturedOutput output, String clientFiles, String... settings) {
        try (ConfigurableApplicationContext application = start("localhost", clientFiles, settings)) {
            assertThat(output).contains("can't be reached");
            assertThatException()
                    .isThrownBy(
                            () -> application.getBean(EventPublisher.class).publish(Greeted.guest(UUID.randomUUID())));
        } catch (ApplicationContextException ex) {
            assertThat(output).contains("APPLICATION FAILED TO START").contains("refused the TLS connection: ");
        }
        assertThat(output)
                .contains("If the broker asks for a client's certificate, it refuses this application's or misses one")
                .contains("'spring.ssl.bundle.pem.<name>.keystore.certificate'");
    }

    @Test
    void aBrokerWhoseCertificateIsForAnotherHostIsRefused(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start("127.0.0.1", "good"));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The certificate of RabbitMQ at 127.0.0.1:%d is not for this host: "
                        .formatted(broker.tlsPort()))
                .contains("Set 'spring.rabbitmq.host' to a name that the certificate is for");
    }

    @Test
    void aBrokerWhoseCertificateIsFromAnUnknownAuthorityIsRefused(CapturedOutput output) {
        assertThatException().isThrownBy(() -> start("localhost", "unknown-server"));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The certificate of RabbitMQ at localhost:%d is from nobody whom this application trusts: "
                        .formatted(broker.tlsPort()))
                .contains("'spring.ssl.bundle.pem.<name>.truststore.certificate'");
    }

    @Test
    void aPortWithoutTlsIsNamed(CapturedOutput output) {
        int port = broker.broker().port();

        assertThatException().isThrownBy(() -> start("localhost", "good", "--spring.rabbitmq.port=" + port));

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("RabbitMQ at localhost:%d does not speak TLS on this port.".formatted(port))
                .contains("Correct 'spring.rabbitmq.port'");
    }

    @Test
    void aPortWithTlsIsNamedToWhoDoesNotSpeakIt(CapturedOutput output) {
        int port = broker.tlsPort();
        start(
                        "localhost",
                        "good",
                        "--spring.config.additional-location=",
                        "--spring.rabbitmq.host=localhost",
                        "--spring.rabbitmq.port=" + port)
                .close();

        assertThat(output)
                .containsPattern("RabbitMQ at localhost:%d can't be reached \\(.+\\)".formatted(port))
                .contains("If this port is for TLS, set 'spring.rabbitmq.ssl'.");
    }

    /** With the settings of tls.yml, which the documentation shows. */
    private static ConfigurableApplicationContext start(String host, String clientFiles, String... settings) {
        Map<String, Object> environment = new HashMap<>(virtualHost.springProperties());
        environment.keySet().removeAll(List.of("spring.rabbitmq.host", "spring.rabbitmq.port"));
        environment.putAll(Map.of(
                "RABBITMQ_TLS_HOST", host,
                "RABBITMQ_TLS_PORT", broker.tlsPort(),
                "RABBITMQ_TLS_FILES", files.resolve(clientFiles).toString(),
                "spring.config.additional-location", "classpath:tls.yml",
                "messaging.events.packages", "com.example.messaging.sample",
                "messaging.exchanges.greetings.type", "topic",
                "messaging.queues.[guests.greeted].bindings", "greetings.greeted.v1"));
        return new SpringApplicationBuilder(Guests.class)
                .web(WebApplicationType.NONE)
                .properties(environment)
                .run(settings);
    }

    /** Hears greetings. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Guests {

        final AtomicInteger greeted = new AtomicInteger();

        @RabbitListener(queues = "guests.greeted")
        void on(Greeted event) {
            greeted.incrementAndGet();
        }
    }
}
