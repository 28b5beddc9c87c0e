package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class TokenTests {

    private static final String AUDIENCE = "staffetta";

    @TempDir
    private static Path directory;

    private static KeyPair keys;

    private static Path key;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        keys = newKeys();
        key = Files.writeString(
                directory.resolve("issuer.pem"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())));
        server = Server.start(settings());
    }

    private static String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(
                                "spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + key,
                                "spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE,
                                "api.roles-claim=realm_access.roles",
                                "api.users.prometheus.password=scrape-it",
                                "api.users.prometheus.roles=read"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theOpenApiDocumentAsksForATokenToo() throws Exception {
        EntityExchangeResult<String> answer = server.at("api")
                .bearer(token(keys, Map.of("scope", "read"), Duration.ofMinutes(1)))
                .ask(HttpMethod.GET, "/v3/api-docs");

        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(answer.getResponseBody())
                .contains("\"security\":[{\"token\":[]}]", "\"scheme\":\"bearer\"", "\"/things\"")
                .doesNotContain("\"basic\"");
    }

    @Test
    void rolesAreScopes() throws Exception {
        String token = token(keys, Map.of("scope", "openid publish"), Duration.ofMinutes(1));

        assertThat(status("api", token, HttpMethod.POST, "/things")).isEqualTo(200);
        assertThat(status("api", token, HttpMethod.GET, "/things")).isEqualTo(403);
    }

    @Test
    void rolesAreInAClaimOfTheIssuersOwn() throws Exception {
        String token = token(
                keys, Map.of("realm_access", Map.of("roles", List.of("operate", "other"))), Duration.ofMinutes(1));

        assertThat(status("actuator", token, HttpMethod.POST, "/actuator/switches"))
                .isEqualTo(200);
        assertThat(status("actuator", token, HttpMethod.GET, "/actuator/switches"))
                .isEqualTo(403);
    }

    @Test
    void aTokenThatIsTooOldOrSomebodyElsesIsRefusedWithoutSayingMore() throws Exception {
        Map<String, Object> all = Map.of("scope", "publish read operate");
        for (String token : List.of(
                token(keys, all, Duration.ofMinutes(-5)),
                token(newKeys(), all, Duration.ofMinutes(1)),
                token(keys, Map.of("scope", "read", "aud", "others"), Duration.ofMinutes(1)),
                "a.b.c",
                "nonsense")) {
            EntityExchangeResult<String> answer = server.at("api").bearer(token).ask(HttpMethod.GET, "/things");

            assertThat(answer.getStatus().value()).isEqualTo(401);
            assertThat(answer.getResponseBody()).contains("This login is not known, or no longer valid.");
            assertThat(answer.getResponseHeaders().get(HttpHeaders.WWW_AUTHENTICATE))
                    .containsExactly("Bearer realm=\"service\"");
        }
    }

    @Test
    void expiredTokensDoNotShutOutThoseWhoShareTheAddress() throws Exception {
        Map<String, Object> read = Map.of("scope", "read");
        String expired = token(keys, read, Duration.ofMinutes(-5));
        for (int i = 0; i < 40; i++) {
            assertThat(status("api", expired, HttpMethod.GET, "/things")).isEqualTo(401);
        }

        assertThat(status("api", token(keys, read, Duration.ofMinutes(1)), HttpMethod.GET, "/things"))
                .isEqualTo(200);
    }

    @Test
    void wrongTokensAreLimitedAsOtherRequestsAre() throws Exception {
        String expired = token(keys, Map.of("scope", "read"), Duration.ofMinutes(-5));
        try (Server strict = Server.start(settings("api.rate-limit.requests-per-second=1", "api.rate-limit.burst=3"))) {
            int last = 401;
            for (int i = 0; i < 20 && last == 401; i++) {
                last = strict.at("api")
                        .bearer(expired)
                        .ask(HttpMethod.GET, "/things")
                        .getStatus()
                        .value();
            }
            assertThat(last).isEqualTo(429);
        }
    }

    @Test
    void theApiTakesNoPasswordThenButActuatorDoesForMachines() {
        assertThat(server.at("api")
                        .basic("prometheus:scrape-it")
                        .ask(HttpMethod.GET, "/things")
                        .getStatus()
                        .value())
                .isEqualTo(401);
        assertThat(server.at("actuator")
                        .basic("prometheus:scrape-it")
                        .ask(HttpMethod.GET, "/actuator/switches")
                        .getStatus()
                        .value())
                .isEqualTo(200);
        assertThat(server.at("api").ask(HttpMethod.GET, "/things").getResponseBody())
                .contains("This takes a login: a bearer token.");
        assertThat(server.at("actuator")
                        .ask(HttpMethod.GET, "/actuator/switches")
                        .getResponseBody())
                .contains("This takes a login: a bearer token, or HTTP Basic.");
    }

    private static int status(String where, String token, HttpMethod method, String path) {
        return server.at(where).bearer(token).ask(method, path).getStatus().value();
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String token(KeyPair keys, Map<String, Object> claims, Duration validFor) throws Exception {
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder()
                .subject("ada")
                .audience(AUDIENCE)
                .expirationTime(Date.from(Instant.now().plus(validFor)));
        claims.forEach(builder::claim);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), builder.build());
        token.sign(new RSASSASigner(keys.getPrivate()));
        return token.serialize();
    }
}
