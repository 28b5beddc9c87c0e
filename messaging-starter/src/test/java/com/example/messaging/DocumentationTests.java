package com.example.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.messaging.properties.MessagingProperties;
import com.example.messaging.test.documentation.ConfigurationPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What the documentation shows is what there is. */
class DocumentationTests {

    private static final Path DOCUMENTATION = Path.of("../docs");

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySettingIsListed() throws IOException {
        new ConfigurationPage(DOCUMENTATION.resolve("configuration.md"), "messaging").verify();
    }

    /** A key that there is not, or a value that can't be, would be noticed. */
    @TestFactory
    Stream<DynamicTest> theExamplesCanBeUsed() throws IOException {
        List<String> examples = EXAMPLE.matcher(Files.readString(DOCUMENTATION.resolve("configuration.md")))
                .results()
                .map(match -> match.group(1))
                .filter(yaml -> yaml.startsWith("messaging:"))
                .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        return examples.stream().map(yaml -> DynamicTest.dynamicTest(yaml, () -> assertBinds(yaml)));
    }

    private static void assertBinds(String yaml) throws IOException {
        List<PropertySource<?>> sources = new YamlPropertySourceLoader()
                .load("example", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));

        MessagingProperties properties = new Binder(ConfigurationPropertySources.from(sources))
                .bind(
                        "messaging",
                        Bindable.of(MessagingProperties.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                .get();

        assertThat(properties).isNotNull();
    }

    @Test
    void theSettingsOfTlsAreThoseOfTheTest() throws IOException {
        String settings = Files.readString(Path.of("src/test/resources/tls.yml"));

        assertThat(Files.readString(DOCUMENTATION.resolve("security.md"))).contains("```yaml\n" + settings + "```");
    }
}
