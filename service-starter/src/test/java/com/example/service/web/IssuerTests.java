package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

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

    @ParameterizedTest
    @ValueSource(strings = {"spring.main.banner-mode=off", "spring.security.oauth2.resourceserver.jwt.audiences="})
    void inProductionTheStartFailsWithoutAudiences(String setting) {
        assertThatException()
                .isThrownBy(() -> Server.start(ISSUER + address, "spring.profiles.active=production", setting))
                .havingRootCause()
                .withMessageContaining("spring.security.oauth2.resourceserver.jwt.audiences");
    }

    @Test
    void whileTheIssuerIsAwayTokensAreNotRefusedButToBeSentAgain() throws Exception {
        String[] settings = {ISSUER + address, "spring.security.oauth2.resourceserver.jwt.audiences=staffetta"};
        try (Server server = Server.start(settings);
                Server late = Server.start(settings)) {
            String token = token(address, "staffetta");
            assertThat(status(server, token)).isEqualTo(200);

            issuer.stop(0);

            assertThat(status(server, token)).isEqualTo(200);
            key = new RSAKeyGenerator(2048).keyID("two").generate();
            for (Server one : List.of(server, late)) {
                EntityExchangeResult<String> answer =
                        one.at("api").bearer(token(address, "staffetta")).ask(HttpMethod.GET, "/things");
                assertThat(answer.getStatus().value()).isEqualTo(503);
                assertThat(answer.getResponseHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                        .isEqualTo("5");
                assertThat(answer.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
                assertThat(answer.getResponseBody())
                        .contains("their issuer does not answer")
                        .doesNotContain("Exception", "127.0.0.1");
            }
        }
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
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
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
