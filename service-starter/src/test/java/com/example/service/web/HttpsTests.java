package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.example.messaging.test.CertificateAuthority;
import com.example.messaging.test.CertificateAuthority.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTests {

    @Test
    void bothPortsSpeakTlsWithABundleAndSayThatItIsToStaySo(@TempDir Path directory) throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(directory);
        Identity identity = authority.issueServer("service", List.of("localhost"));
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(authority)).build();

        try (Server server = Server.start(
                "spring.ssl.bundle.pem.web.keystore.certificate=file:" + identity.certificate(),
                "spring.ssl.bundle.pem.web.keystore.private-key=file:" + identity.privateKey(),
                "server.ssl.bundle=web",
                "management.server.ssl.bundle=web")) {
            HttpResponse<String> api = get(client, "https://localhost:" + server.port("api") + "/things");

            assertThat(api.statusCode()).isEqualTo(401);
            assertThat(api.headers().firstValue("Strict-Transport-Security"))
                    .hasValueSatisfying(value -> assertThat(value).contains("max-age="));
            assertThat(get(client, "https://localhost:" + server.port("actuator") + "/actuator/health")
                            .statusCode())
                    .isEqualTo(200);
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .as("the certificate is not for this name")
                    .isThrownBy(() -> get(client, "https://127.0.0.1:" + server.port("api") + "/things"));
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static SSLContext trusting(CertificateAuthority authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream certificate = Files.newInputStream(authority.certificate())) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
