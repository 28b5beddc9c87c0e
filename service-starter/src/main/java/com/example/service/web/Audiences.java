package com.example.service.web;

import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Whether tokens have to be made for this application. If not, any token of the issuer would do, whatever it was made
 * for: the start warns of it, and fails with the profile {@code production}.
 */
final class Audiences {

    private static final Logger log = LoggerFactory.getLogger(Audiences.class);

    private static final String TOKENS = "spring.security.oauth2.resourceserver.jwt.";

    private static final String AUDIENCES = TOKENS + "audiences";

    /** @throws InvalidConfigurationPropertyValueException if tokens are taken in production, and audiences are missing */
    Audiences(Environment environment) {
        boolean tokens = Stream.of("issuer-uri", "jwk-set-uri", "public-key-location")
                .anyMatch(key -> StringUtils.hasText(environment.getProperty(TOKENS + key)));
        List<String> audiences = Binder.get(environment)
                .bind(AUDIENCES, Bindable.listOf(String.class))
                .orElse(List.of());
        if (!tokens || audiences.stream().anyMatch(StringUtils::hasText)) {
            return;
        }
        if (environment.acceptsProfiles(Profiles.of("production"))) {
            throw new InvalidConfigurationPropertyValueException(
                    AUDIENCES,
                    "",
                    "Any token of the issuer would be taken, whatever application it was made for. Name what stands in the claim 'aud' of tokens for this one.");
        }
        log.warn("Any token of the issuer is taken, whatever it was made for: set '{}'", AUDIENCES);
    }
}
