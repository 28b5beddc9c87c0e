package com.example.service.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class PasswordsTests {

    private static final String ENCODED = "{bcrypt}" + new BCryptPasswordEncoder(4).encode("secret");

    @Test
    void plainAndEncodedPasswordsAreCompared() {
        Passwords passwords = passwords("plain", ENCODED);

        assertThat(passwords.matches("plain", "plain")).isTrue();
        assertThat(passwords.matches("other", "plain")).isFalse();
        assertThat(passwords.matches("secret", ENCODED)).isTrue();
        assertThat(passwords.matches(ENCODED, ENCODED)).isFalse();
        assertThat(passwords.matches("{plain}", "{noop}{plain}")).isTrue();
    }

    @Test
    void namesThatDoNotExistTakeAsLongAsThoseOfEncodedPasswords() {
        assertThat(passwords("plain", ENCODED).encode("whatever")).isEqualTo(ENCODED);
        assertThat(passwords("plain").encode("whatever")).isEqualTo("whatever");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{rot13}frperg", "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=16384,t=2,p=1$c2FsdA$aGFzaA"})
    void anEncoderThatIsNotThereIsToldAtTheStart(String password) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> passwords(password))
                .withMessageContaining("'api.users.user0.password' begins with {")
                .withMessageNotContaining("frperg");
    }

    private static Passwords passwords(String... passwords) {
        Map<String, ApiProperties.User> users = new LinkedHashMap<>();
        for (String password : passwords) {
            users.put("user" + users.size(), new ApiProperties.User(password, Set.of(Role.READ)));
        }
        return new Passwords(users);
    }
}
