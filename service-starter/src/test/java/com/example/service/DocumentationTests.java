package com.example.service;

import com.example.messaging.test.documentation.ConfigurationPage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what there is. */
class DocumentationTests {

    @Test
    void everySettingIsListed() throws IOException {
        new ConfigurationPage(Path.of("../docs/configuration.md"), "api").verify();
    }
}
