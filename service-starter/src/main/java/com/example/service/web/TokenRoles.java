package com.example.service.web;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/** Finds the roles in a token: in its scopes (RFC 9068, section 2.2.3), and in a claim of the issuer's own. */
final class TokenRoles implements Converter<Jwt, Collection<GrantedAuthority>> {

    private static final Set<String> KNOWN =
            Arrays.stream(Role.values()).map(Role::name).collect(Collectors.toSet());

    private final List<String> claims;

    TokenRoles(String claim) {
        this.claims = List.of("scope", "scp", claim);
    }

    @Override
    public Collection<GrantedAuthority> convert(Jwt token) {
        return claims.stream()
                .flatMap(claim -> values(find(token.getClaims(), claim)))
                .map(role -> role.toUpperCase(Locale.ROOT))
                .filter(KNOWN::contains)
                .distinct()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
    }

    private static @Nullable Object find(Map<String, Object> claims, String path) {
        Object at = claims.get(path);
        if (at == null) {
            at = claims;
            for (String step : path.split("\\.")) {
                at = at instanceof Map<?, ?> nested ? nested.get(step) : null;
            }
        }
        return at;
    }

    private static Stream<String> values(@Nullable Object claim) {
        if (claim instanceof String text) {
            return Arrays.stream(text.split(" "));
        }
        return claim instanceof Collection<?> list ? list.stream().map(String::valueOf) : Stream.empty();
    }
}
