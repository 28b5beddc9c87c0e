package com.example.messaging.topology;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Puts what keeps this application and the broker from trusting each other into words that say what to do. */
final class TlsRefusal {

    /** That which the settings of TLS are about. */
    private static final String BUNDLE = "the bundle that 'spring.rabbitmq.ssl.bundle' names";

    private TlsRefusal() {}

    /** Returns nothing if TLS is not the reason, or if waiting may help. */
    static Optional<BrokerSetupException> explain(Exception ex, String host, int port) {
        List<Throwable> causes = causesOf(ex);
        Throwable last = causes.get(causes.size() - 1);
        String broker = "RabbitMQ at %s:%d".formatted(host, port);
        String reason = String.valueOf(last.getMessage());
        if (causes.stream().noneMatch(SSLException.class::isInstance)) {
            return Optional.empty();
        }
        if (last instanceof CertificateExpiredException || last instanceof CertificateNotYetValidException) {
            return refusal(
                    "The certificate of %s is not valid at this time: %s.".formatted(broker, reason),
                    "Have it renewed, or set the clock of this machine right.",
                    ex);
        }
        if (last instanceof CertPathBuilderException || last instanceof CertPathValidatorException) {
            return refusal(
                    "The certificate of %s is from nobody whom this application trusts: %s.".formatted(broker, reason),
                    "Add who issued it to the truststore of %s, for example by 'spring.ssl.bundle.pem.<name>.truststore.certificate'."
                            .formatted(BUNDLE),
                    ex);
        }
        if (last instanceof CertificateException) {
            return refusal(
                    "The certificate of %s is not for this host: %s.".formatted(broker, reason),
                    "Set 'spring.rabbitmq.host' to a name that the certificate is for, or have one issued for '%s'."
                            .formatted(host),
                    ex);
        }
        if (reason.contains("fatal alert")) {
            return refusal(
                    "%s refused the TLS connection: %s.".formatted(broker, reason),
                    "%s The broker's log says more.".formatted(clientCertificate()),
                    ex);
        }
        if (reason.contains("Unsupported or unrecognized SSL message")) {
            return refusal(
                    "%s does not speak TLS on this port.".formatted(broker),
                    "Correct 'spring.rabbitmq.port', which is 5671 on most brokers, or remove 'spring.rabbitmq.ssl' if everybody on the way may read and change what is said.",
                    ex);
        }
        return Optional.empty();
    }

    /**
     * What to think of when the broker is there, and the connection is lost before it is used: a broker that refuses a
     * client's certificate may hang up before its reason is read, and one that wants TLS hangs up at what is no TLS.
     *
     * @param tls whether this application speaks TLS
     */
    static String hint(Exception ex, boolean tls) {
        List<Throwable> causes = causesOf(ex);
        Throwable last = causes.get(causes.size() - 1);
        boolean lost = last instanceof EOFException || (last instanceof SocketException && !isAbsence(last));
        if (!lost) {
            return "";
        }
        return " " + (tls ? clientCertificate() : "If this port is for TLS, set 'spring.rabbitmq.ssl'.");
    }

    private static boolean isAbsence(Throwable cause) {
        return cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    }

    private static String clientCertificate() {
        return "If the broker asks for a client's certificate, it refuses this application's or misses one: see the keystore of %s, for example 'spring.ssl.bundle.pem.<name>.keystore.certificate' and '.private-key'."
                .formatted(BUNDLE);
    }

    private static Optional<BrokerSetupException> refusal(String description, String action, Exception ex) {
        return Optional.of(new BrokerSetupException(description, action, ex));
    }

    private static List<Throwable> causesOf(Exception ex) {
        return Stream.iterate((Throwable) ex, Objects::nonNull, Throwable::getCause)
                .toList();
    }
}
