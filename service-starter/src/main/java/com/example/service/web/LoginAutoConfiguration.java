package com.example.service.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;
import tools.jackson.databind.json.JsonMapper;

/**
 * Auto-configuration of the login. Everything takes one, except health. With an issuer of tokens, or a key of theirs
 * ({@code spring.security.oauth2.resourceserver.jwt.*}), the API takes bearer tokens (RFC 6750), and actuator takes the
 * configured users as well, for machines that have no token; without one, both take HTTP Basic (RFC 7617).
 *
 * <p>A {@link SecurityFilterChain} of the application's own comes before these if its order is below 100.
 */
@AutoConfiguration(
        before = {
            OAuth2ResourceServerWebSecurityAutoConfiguration.class,
            ServletWebSecurityAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = Type.SERVLET)
@EnableConfigurationProperties({ApiProperties.class, SecurityProperties.class})
public final class LoginAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(LoginAutoConfiguration.class);

    private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

    /** Values of Sec-Fetch-Site (W3C Fetch Metadata Request Headers); programs send none. */
    private static final Set<String> OWN_SITES = Set.of("", "same-origin", "none");

    private static final RequestMatcher READS =
            request -> List.of("GET", "HEAD").contains(request.getMethod());

    /** What a page of another site, or of another port of this one, sends with the password that the browser remembers. */
    static final RequestMatcher FOREIGN = request -> !READS.matches(request) && !OWN_SITES.contains(siteOf(request));

    private static String siteOf(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Sec-Fetch-Site"), "");
    }

    @Bean
    @ConditionalOnMissingBean
    PasswordEncoder apiPasswords() {
        return new Passwords();
    }

    /** The configured users, or Boot's single one if there are none and no tokens either. */
    @Bean
    @ConditionalOnMissingBean
    UserDetailsService apiUsers(ApiProperties properties, SecurityProperties boot, ObjectProvider<JwtDecoder> tokens) {
        Map<String, UserDetails> users = properties.users().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> user(
                                entry.getKey(),
                                String.valueOf(entry.getValue().password()),
                                entry.getValue().roles().stream()
                                        .map(Role::name)
                                        .toList())));
        if (users.isEmpty() && tokens.getIfAvailable() == null) {
            SecurityProperties.User single = boot.getUser();
            List<String> roles = single.getRoles().isEmpty()
                    ? List.of(Role.PUBLISH.name(), Role.READ.name(), Role.OPERATE.name())
                    : single.getRoles();
            users = Map.of(single.getName(), user(single.getName(), single.getPassword(), roles));
            if (single.isPasswordGenerated()) {
                log.warn(
                        "Nobody is configured as 'api.users.<name>', and no issuer of tokens. Until the next start, the login is '{}' with this generated password: {}",
                        single.getName(),
                        single.getPassword());
            }
        }
        Map<String, UserDetails> known = users;
        return name -> {
            UserDetails user = known.get(name);
            if (user == null) {
                throw UsernameNotFoundException.fromUsername(name);
            }
            // Spring Security erases the password of what it is given.
            return User.withUserDetails(user).build();
        };
    }

    private static UserDetails user(String name, String password, List<String> roles) {
        return User.withUsername(name)
                .password(password)
                .roles(roles.toArray(String[]::new))
                .build();
    }

    @Bean
    @Order(100)
    @ConditionalOnMissingBean(name = "actuatorSecurity")
    SecurityFilterChain actuatorSecurity(
            HttpSecurity http, ApiProperties properties, ObjectProvider<JwtDecoder> tokens, JsonMapper json) {
        boolean bearer = tokens.getIfAvailable() != null;
        http.securityMatcher(EndpointRequest.toAnyEndpoint());
        http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                .permitAll()
                .requestMatchers(FOREIGN)
                .denyAll()
                .requestMatchers(READS)
                .hasRole(Role.READ.name())
                .anyRequest()
                .hasRole(Role.OPERATE.name()));
        return build(
                http, properties, json, bearer, !bearer || !properties.users().isEmpty(), Role.OPERATE);
    }

    @Bean
    @Order(101)
    @ConditionalOnMissingBean(name = "apiSecurity")
    SecurityFilterChain apiSecurity(
            HttpSecurity http, ApiProperties properties, ObjectProvider<JwtDecoder> tokens, JsonMapper json) {
        boolean bearer = tokens.getIfAvailable() != null;
        http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.class))
                .permitAll()
                .requestMatchers(FOREIGN)
                .denyAll()
                .requestMatchers(READS)
                .hasRole(Role.READ.name())
                .anyRequest()
                .hasRole(Role.PUBLISH.name()));
        return build(http, properties, json, bearer, !bearer, Role.PUBLISH);
    }

    /** Else any token of the issuer would do, whatever application it was made for. */
    @Bean
    @ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri")
    ApplicationRunner audienceReminder(Environment environment) {
        return arguments -> {
            if (!environment.containsProperty(AUDIENCES) && !environment.containsProperty(AUDIENCES + "[0]")) {
                log.warn("Any token of the issuer is taken, whatever it was made for: set '{}'", AUDIENCES);
            }
        };
    }

    private static SecurityFilterChain build(
            HttpSecurity http,
            ApiProperties properties,
            JsonMapper json,
            boolean bearer,
            boolean basic,
            Role roleOfChanges) {
        Problems problems = new Problems(json);
        Refusals refusals = new Refusals(problems, bearer, basic, roleOfChanges);
        // Each request brings its login along, so there is no session, and no token against forged requests: what a
        // page of another site sends is refused by the header that browsers put on it.
        http.csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(refusals));
        if (bearer) {
            JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
            converter.setJwtGrantedAuthoritiesConverter(new TokenRoles(properties.rolesClaim()));
            http.oauth2ResourceServer(server -> server.authenticationEntryPoint(refusals)
                    .accessDeniedHandler(refusals)
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(converter)));
        }
        if (basic) {
            http.httpBasic(login -> login.authenticationEntryPoint(refusals));
        }
        ApiProperties.RateLimit rates = properties.rateLimit();
        if (rates.failedLoginsPerMinute() > 0) {
            RateLimits limits =
                    new RateLimits(rates.failedLoginsPerMinute(), Duration.ofMinutes(1), rates.failedLoginsPerMinute());
            http.addFilterBefore(new FailedLoginsFilter(limits, problems), LogoutFilter.class);
        }
        http.addFilterAfter(
                new BodySizeFilter(properties.maxBodySize().toBytes(), problems), AuthorizationFilter.class);
        if (rates.requestsPerSecond() > 0) {
            RateLimits limits = new RateLimits(rates.requestsPerSecond(), Duration.ofSeconds(1), rates.burst());
            http.addFilterAfter(new RateLimitFilter(limits, problems), AuthorizationFilter.class);
        }
        return http.build();
    }
}
