package com.example.service.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsUtils;

/**
 * A page of another site, or of another port of this one, that would change something with the password that the browser
 * remembers. Browsers say where a request comes from: by Sec-Fetch-Site (W3C Fetch Metadata Request Headers) over HTTPS
 * and to localhost, else by Origin (RFC 6454). Programs send neither.
 */
final class ForeignPage implements RequestMatcher {

    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private static final Set<String> READS = Set.of("GET", "HEAD");

    @Override
    public boolean matches(HttpServletRequest request) {
        if (READS.contains(request.getMethod())) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !OWN_SITES.contains(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && (origin.equals("null") || CorsUtils.isCorsRequest(request));
    }
}
