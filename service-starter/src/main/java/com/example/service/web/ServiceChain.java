package com.example.service.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;

/** What the chains of API and actuator have in common: logins without sessions, limits, and how they refuse. */
final class ServiceChain {

    private final ApiProperties properties;

    private final Problems problems;

    private final boolean tokens;

    private final BodySizeFilter bodySize;

    ServiceChain(ApiProperties properties, Problems problems, boolean tokens, BodySizeFilter bodySize) {
        this.properties = properties;
        this.problems = problems;
        this.tokens = tokens;
        this.bodySize = bodySize;
    }

    boolean takesTokens() {
        return tokens;
    }

    /**
     * Completes a chain.
     *
     * @param basic whether passwords are taken
     * @param needed the role that a request takes, for those who are told that they lack it
     */
    SecurityFilterChain build(HttpSecurity http, boolean basic, Function<HttpServletRequest, Role> needed) {
        Refusals refusals = new Refusals(problems, tokens, basic, needed);
        // Each request brings its login along, so there is no session, and no token against forged requests: what a
        // page of another site sends is refused by the headers that browsers put on it.
        http.csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
        if (tokens) {
            takeTokens(http, refusals);
        }
        if (basic) {
            http.httpBasic(login -> login.authenticationEntryPoint(refusals));
        }
        // Registered with the server of the API as well, in front of everything; the management port has a server of
        // its own. It counts once.
        http.addFilterBefore(bodySize, LogoutFilter.class);
        limitRates(http);
        return http.build();
    }

    private void takeTokens(HttpSecurity http, Refusals refusals) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(new TokenRoles(properties.rolesClaim()));
        http.oauth2ResourceServer(server -> server.authenticationEntryPoint(refusals)
                .accessDeniedHandler(refusals)
                .jwt(jwt -> jwt.jwtAuthenticationConverter(converter)));
        http.addFilterBefore(
                new IssuerAwayFilter(problems, properties.retryAfter()), BearerTokenAuthenticationFilter.class);
    }

    private void limitRates(HttpSecurity http) {
        ApiProperties.RateLimit rates = properties.rateLimit();
        RateLimits passwords = rates.failedLoginsPerMinute() == 0
                ? null
                : new RateLimits(rates.failedLoginsPerMinute(), Duration.ofMinutes(1), rates.failedLoginsPerMinute());
        http.addFilterBefore(new FailedLoginsFilter(passwords, requestsPerSecond(rates), problems), LogoutFilter.class);
        RateLimits requests = requestsPerSecond(rates);
        if (requests != null) {
            http.addFilterBefore(new RateLimitFilter(requests, problems), AuthorizationFilter.class);
        }
    }

    private static @Nullable RateLimits requestsPerSecond(ApiProperties.RateLimit rates) {
        return rates.requestsPerSecond() == 0
                ? null
                : new RateLimits(rates.requestsPerSecond(), Duration.ofSeconds(1), rates.burst());
    }
}
