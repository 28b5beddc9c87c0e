package com.example.service.web;

import jakarta.servlet.DispatcherType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
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
import org.springframework.boot.servlet.filter.OrderedFormContentFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
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

    private static final RequestMatcher READS =
            request -> List.of("GET", "HEAD").contains(request.getMethod());

    /**
     * Endpoints of messaging-starter that show messages, with their bodies and why they failed. A new one for each
     * application context: it keeps what the first one says.
     */
    private static RequestMatcher messages() {
        return EndpointRequest.to("deadletters", "unroutable", "audit");
    }

    @Bean
    @ConditionalOnMissingBean
    PasswordEncoder apiPasswords(ApiProperties properties) {
        return new Passwords(properties.users());
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
    SecurityFilterChain actuatorSecurity(HttpSecurity http, ServiceChain chain, ApiProperties properties) {
        RequestMatcher watching = new AndRequestMatcher(READS, new NegatedRequestMatcher(messages()));
        http.securityMatcher(EndpointRequest.toAnyEndpoint());
        http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                .permitAll()
                .requestMatchers(new ForeignPage())
                .denyAll()
                .requestMatchers(watching)
                .hasAnyRole(Role.MONITOR.name(), Role.READ.name())
                .anyRequest()
                .hasRole(Role.OPERATE.name()));
        boolean basic = !chain.takesTokens() || !properties.users().isEmpty();
        return chain.build(http, basic, request -> watching.matches(request) ? Role.READ : Role.OPERATE);
    }

    @Bean
    @Order(101)
    @ConditionalOnMissingBean(name = "apiSecurity")
    SecurityFilterChain apiSecurity(HttpSecurity http, ServiceChain chain) {
        http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.class))
                .permitAll()
                .requestMatchers(new ForeignPage())
                .denyAll()
                .requestMatchers(READS)
                .hasRole(Role.READ.name())
                .anyRequest()
                .hasRole(Role.PUBLISH.name()));
        return chain.build(http, !chain.takesTokens(), request -> READS.matches(request) ? Role.READ : Role.PUBLISH);
    }

    @Bean
    ServiceChain serviceChain(
            ApiProperties properties,
            JsonMapper json,
            ObjectProvider<JwtDecoder> tokens,
            FilterRegistrationBean<BodySizeFilter> bodySize) {
        return new ServiceChain(
                properties,
                new Problems(json),
                tokens.getIfAvailable() != null,
                Objects.requireNonNull(bodySize.getFilter()));
    }

    /** In front of all that reads a body, such as the filter that reads forms before anybody has to log in. */
    @Bean
    FilterRegistrationBean<BodySizeFilter> bodySize(ApiProperties properties, JsonMapper json) {
        FilterRegistrationBean<BodySizeFilter> registration = new FilterRegistrationBean<>(
                new BodySizeFilter(properties.maxBodySize().toBytes(), new Problems(json)));
        registration.setOrder(OrderedFormContentFilter.DEFAULT_ORDER - 1);
        return registration;
    }

    @Bean
    Audiences audiences(Environment environment) {
        return new Audiences(environment);
    }
}
