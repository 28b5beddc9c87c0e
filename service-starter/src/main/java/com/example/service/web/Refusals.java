package com.example.service.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says to those who are not let in what it takes, and nothing else. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final ForeignPage FOREIGN = new ForeignPage();

    private final Problems problems;

    private final boolean bearer;

    private final boolean basic;

    private final Function<HttpServletRequest, Role> needed;

    /**
     * Creates what refuses.
     *
     * @param bearer whether tokens are taken
     * @param basic whether passwords are taken
     * @param needed the role that a request takes
     */
    Refusals(Problems problems, boolean bearer, boolean basic, Function<HttpServletRequest, Role> needed) {
        this.problems = problems;
        this.bearer = bearer;
        this.basic = basic;
        this.needed = needed;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        FailedLoginsFilter.failed(request);
        if (bearer) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"service\"");
        }
        if (basic) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"service\"");
        }
        problems.write(
                response,
                HttpStatus.UNAUTHORIZED,
                request.getHeader(HttpHeaders.AUTHORIZATION) == null
                        ? "This takes a login: %s."
                                .formatted(
                                        bearer
                                                ? basic ? "a bearer token, or HTTP Basic" : "a bearer token"
                                                : "HTTP Basic")
                        : "This login is not known, or no longer valid.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        problems.write(
                response,
                HttpStatus.FORBIDDEN,
                FOREIGN.matches(request)
                        ? "This came from a page of another site, which may not do that."
                        : "This takes the role '%s', which this login does not have."
                                .formatted(needed.apply(request).name().toLowerCase(Locale.ROOT)));
    }
}
