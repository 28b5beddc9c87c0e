package com.example.service.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers 429 to an address from which too many failed logins came, before the next one is looked at. Passwords could be
 * guessed; tokens are signed, so there may be as many wrong ones as other requests: one client whose token has expired must
 * not shut out those who share its address, but each may have the issuer asked for its keys.
 */
final class FailedLoginsFilter extends OncePerRequestFilter {

    private static final String BASIC = "Basic ";

    private static final String FAILED = FailedLoginsFilter.class.getName() + ".failed";

    private final @Nullable RateLimits passwords;

    private final @Nullable RateLimits tokens;

    private final Problems problems;

    /**
     * Creates the filter.
     *
     * @param passwords how many wrong passwords may come; none for any number
     * @param tokens how many wrong tokens may come, or such that can't be checked; none for any number
     */
    FailedLoginsFilter(@Nullable RateLimits passwords, @Nullable RateLimits tokens, Problems problems) {
        this.passwords = passwords;
        this.tokens = tokens;
        this.problems = problems;
    }

    /**
     * Says that the login of a request failed, or could not be checked. The status of the answer does not tell: the
     * service answers 503 to good logins as well, when its database is away.
     */
    static void failed(HttpServletRequest request) {
        request.setAttribute(FAILED, true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RateLimits limits = limitsOf(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (limits == null) {
            chain.doFilter(request, response);
            return;
        }
        String address = Addresses.of(request);
        long wait = limits.look(address);
        if (wait > 0) {
            problems.tooMany(response, wait, "Too many failed logins.");
            return;
        }
        chain.doFilter(request, response);
        if (request.getAttribute(FAILED) != null) {
            limits.charge(address);
        }
    }

    private @Nullable RateLimits limitsOf(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        return authorization.regionMatches(true, 0, BASIC, 0, BASIC.length()) ? passwords : tokens;
    }
}
