package com.example.service.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers 503 to a token that can't be checked because the keys of its issuer can't be had. */
final class IssuerAwayFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(IssuerAwayFilter.class);

    private final Problems problems;

    private final Duration retryAfter;

    IssuerAwayFilter(Problems problems, Duration retryAfter) {
        this.problems = problems;
        this.retryAfter = retryAfter;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (AuthenticationServiceException | JwtDecoderInitializationException e) {
            FailedLoginsFilter.failed(request);
            log.warn(
                    "Answered 503: the issuer of tokens does not give its keys: {}",
                    NestedExceptionUtils.getMostSpecificCause(e).toString());
            response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()));
            problems.write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Tokens can't be checked right now, because their issuer does not answer. Try again later.");
        }
    }
}
