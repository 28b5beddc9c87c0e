package com.example.service.web;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the HTTP API.
 *
 * @param maxBodySize Largest request body that is read; a larger one is answered with 413.
 * @param retryAfter When clients are told to try again while the service can't take their requests.
 * @param users Who may log in by HTTP Basic, by name. Without any, and without an issuer of tokens, there is one user
 *     with a password that is generated at each start and logged.
 * @param rolesClaim Claim of a token that names roles, besides 'scope' and 'scp'; dots lead into nested claims, as in
 *     realm_access.roles.
 * @param rateLimit How many requests are taken.
 */
@ConfigurationProperties("api")
record ApiProperties(
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("5s") Duration retryAfter,
        @DefaultValue Map<String, User> users,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue RateLimit rateLimit) {

    ApiProperties {
        users.forEach((name, user) -> {
            Assert.isTrue(
                    StringUtils.hasText(user.password()), () -> "'api.users.%s.password' must be set".formatted(name));
            Assert.notEmpty(
                    user.roles(),
                    () -> "'api.users.%s.roles' must name at least one of: publish, read, monitor, operate"
                            .formatted(name));
        });
    }

    /**
     * One user.
     *
     * @param password Password, as it is or encoded as in {bcrypt}$2a$10$...; an encoded one is checked at each
     *     request, which takes the time that it is meant to take.
     * @param roles What the user may do: publish (change something by the API), read (see what the API shows, and what
     *     monitor does), monitor (see what actuator shows, but no messages), operate (see messages by actuator, replay
     *     dead letters, send again).
     */
    @ConfigurationPropertiesSource
    record User(@Nullable String password, @DefaultValue Set<Role> roles) {

        @Override
        public String toString() {
            return "User" + roles;
        }
    }

    /**
     * How many requests are taken; more are answered with 429.
     *
     * @param requestsPerSecond Requests a second of each user, or of each address for those without login; 0 for any
     *     number.
     * @param burst How many may come at once.
     * @param failedLoginsPerMinute Wrong passwords a minute from each address; 0 for any number. Of tokens that are refused
     *     there may be as many as of other requests.
     */
    record RateLimit(
            @DefaultValue("200") int requestsPerSecond,
            @DefaultValue("400") int burst,
            @DefaultValue("30") int failedLoginsPerMinute) {

        RateLimit {
            Assert.isTrue(requestsPerSecond >= 0, "'api.rate-limit.requests-per-second' must not be negative");
            Assert.isTrue(
                    burst >= requestsPerSecond,
                    "'api.rate-limit.burst' must not be less than 'api.rate-limit.requests-per-second'");
            Assert.isTrue(failedLoginsPerMinute >= 0, "'api.rate-limit.failed-logins-per-minute' must not be negative");
        }
    }
}
