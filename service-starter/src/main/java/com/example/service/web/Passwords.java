package com.example.service.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares passwords as they are configured: encoded ones by their encoder, plain ones in a time that does not tell how
 * much of them was right.
 */
final class Passwords implements PasswordEncoder {

    private final PasswordEncoder encoders = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    /** Only what Spring Security compares for names that do not exist comes here. */
    @Override
    public @Nullable String encode(@Nullable CharSequence rawPassword) {
        return rawPassword == null ? null : rawPassword.toString();
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        if (rawPassword == null || encodedPassword == null) {
            return false;
        }
        if (encodedPassword.matches("\\{[\\w@-]+}.*")) {
            return encoders.matches(rawPassword, encodedPassword);
        }
        return MessageDigest.isEqual(
                rawPassword.toString().getBytes(StandardCharsets.UTF_8),
                encodedPassword.getBytes(StandardCharsets.UTF_8));
    }
}
