package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;

/** An issuer that is known by its address only, as OpenID Connect Discovery 1.0 describes it. */
@ExtendWith(OutputCaptureExtension.class)
class IssuerTests {

    private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.issuer-uri=";

    private RSAKey key;

    private HttpServer issuer;

    private String address;

    @BeforeEach
    void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + issuer.getAddress().getPort();
        answer("/.well-known/openid-configuration", """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","subject_types_supported":["public"]}""".formatted(address));
        answer("/keys", new JWKSet(key.toPublicJWK()).toString());
        issuer.start();
    }

    private void answer(String path, String json) {
        issuer.createContext(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    @Test
    void tokensOfTheIssuerForThisServiceAreTakenAndNoOthers(CapturedOutput output) throws Exception {
        try (Server server =
                Server.start(ISSUER + address, "spring.security.oauth2.resourceserver.jwt.audiences=staffetta")) {
            assertThat(status(server, token(address, "staffetta"))).isEqualTo(200);
            assertThat(status(server, token("http://elsewhere", "staffetta"))).isEqualTo(401);
            assertThat(status(server, token(address, "another"))).isEqualTo(401);
        }
        assertThat(output).doesNotContain("Any token of the issuer is taken");
    }

    @Test
    void withoutAudiencesTheStartWarns(CapturedOutput output) throws IOException {
        try (Server server = Server.start(ISSUER + address)) {
            assertThat(server.port("api")).isNotNull();
        }
        assertThat(output)
                .contains("Any token of the issuer is taken, whatever it was made for: set"
                        + " 'spring.security.oauth2.resourceserver.jwt.audiences'");
    }

    private static int status(Server server, String token) {
        return server.at("api")
                .bearer(token)
                .ask(HttpMethod.GET, "/things")
                .getStatus()
                .value();
    }

    private String token(String issuedBy, String audience) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuedBy)
                        .audience(audience)
                        .subject("ada")
                        .claim("scope", "read")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
