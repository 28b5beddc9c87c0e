package com.example.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what the tests use. */
class DocumentationTests {

    @Test
    void theSettingsOfTlsAreThoseOfTheTest() throws IOException {
        String settings = Files.readString(Path.of("src/test/resources/tls.yml"));

        assertThat(Files.readString(Path.of("../docs/security.md"))).contains("```yaml\n" + settings + "```");
    }
}
