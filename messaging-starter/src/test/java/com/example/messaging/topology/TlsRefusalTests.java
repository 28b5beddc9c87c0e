package com.example.messaging.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.AmqpIOException;

/** What {@link TlsIntegrationTests} can't bring about. */
class TlsRefusalTests {

    @Test
    void saysThatACertificateHasExpired() {
        assertThat(TlsRefusal.explain(
                        handshake("PKIX", new CertificateExpiredException("NotAfter: yesterday")), "h", 1))
                .hasValueSatisfying(refusal -> {
                    assertThat(refusal)
                            .hasMessage(
                                    "The certificate of RabbitMQ at h:1 is not valid at this time: NotAfter: yesterday.");
                    assertThat(refusal.action()).startsWith("Have it renewed");
                });
    }

    @Test
    void aBrokerThatGoesAwayIsNoRefusal() {
        assertThat(TlsRefusal.explain(
                        handshake("Remote host terminated the handshake", new EOFException("SSL peer shut down")),
                        "h",
                        1))
                .isEmpty();
        assertThat(TlsRefusal.explain(new AmqpIOException(new SocketException("Connection reset")), "h", 1))
                .isEmpty();
    }

    @Test
    void aBrokerThatIsNotThereGivesNoHintAtTls() {
        assertThat(TlsRefusal.hint(new AmqpIOException(new ConnectException("refused")), true))
                .isEmpty();
        assertThat(TlsRefusal.hint(new AmqpIOException(new SocketTimeoutException()), true))
                .isEmpty();
        assertThat(TlsRefusal.hint(new AmqpIOException(new EOFException()), true))
                .contains("a client's certificate");
    }

    private static AmqpIOException handshake(String message, Exception cause) {
        SSLHandshakeException handshake = new SSLHandshakeException(message);
        handshake.initCause(cause);
        return new AmqpIOException(handshake);
    }
}
