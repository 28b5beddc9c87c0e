package com.example.service.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares passwords as they are configured: encoded ones by their encoder, plain ones in a time that does not tell how
 * much of them was right.
 */
final class Passwords implements PasswordEncoder {

    private final PasswordEncoder encoders = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    private final @Nullable String encoded;

    /** @throws IllegalArgumentException if a password is encoded in a way that is not known */
    Passwords(Map<String, ApiProperties.User> users) {
        String found = null;
        for (Map.Entry<String, ApiProperties.User> user : users.entrySet()) {
            String password = String.valueOf(user.getValue().password());
            if (isEncoded(password)) {
                check(user.getKey(), password);
                found = password;
            }
        }
        encoded = found;
    }

    private void check(String name, String password) {
        try {
            encoders.matches("any", password);
        } catch (IllegalArgumentException | LinkageError e) {
            String encoder = password.substring(0, password.indexOf('}') + 1);
            throw new IllegalArgumentException(
                    "'api.users.%s.password' begins with %s, and there is no such encoder. Encode it with {bcrypt}, or put {noop} before a password that begins so"
                            .formatted(name, encoder),
                    e);
        }
    }

    /**
     * Only what Spring Security compares with for names that do not exist comes here. Its password never fits; that it
     * is encoded as those of others are keeps the time of the answer from telling which names exist.
     */
    @Override
    public @Nullable String encode(@Nullable CharSequence rawPassword) {
        if (rawPassword == null || encoded != null) {
            return encoded;
        }
        return rawPassword.toString();
    }

    @Override
    public boolean matches(@Nullable CharSequence rawPassword, @Nullable String encodedPassword) {
        if (rawPassword == null || encodedPassword == null) {
            return false;
        }
        if (isEncoded(encodedPassword)) {
            return encoders.matches(rawPassword, encodedPassword);
        }
        return MessageDigest.isEqual(
                rawPassword.toString().getBytes(StandardCharsets.UTF_8),
                encodedPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isEncoded(String password) {
        return password.matches("\\{[\\w@-]+}.*");
    }
}
