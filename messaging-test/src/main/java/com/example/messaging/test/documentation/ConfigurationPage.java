package com.example.messaging.test.documentation;

import com.jayway.jsonpath.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation that lists every configuration key of a module, between the marks
 * {@code <!-- PREFIX:begin -->} and {@code <!-- PREFIX:end -->}. What stands there is worked out from the metadata that
 * Boot's configuration processor makes of the module's classes and their Javadoc.
 */
public final class ConfigurationPage {

    /** With this system property the page is written instead. */
    private static final String WRITE = "configuration.write";

    private static final Path CLASSES = Path.of("target/classes/META-INF");

    private final Path page;

    private final String prefix;

    /**
     * Names a page.
     *
     * @param page the page, relative to the module's directory
     * @param prefix the first part of the keys
     */
    public ConfigurationPage(Path page, String prefix) {
        this.page = page;
        this.prefix = prefix;
    }

    /**
     * Fails if the page is not what the metadata says, and says what it should be; writes it with the system property
     * {@code configuration.write}.
     */
    public void verify() throws IOException {
        String text = Files.readString(page);
        String begin = "<!-- %s:begin -->\n".formatted(prefix);
        String end = "<!-- %s:end -->".formatted(prefix);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end);
        if (from < begin.length() || to < from) {
            throw new AssertionError("%s has no marks '%s' and '%s'".formatted(page, begin.strip(), end));
        }
        String wanted = sections();
        if (wanted.equals(text.substring(from, to))) {
            return;
        }
        if (System.getProperty(WRITE) == null) {
            throw new AssertionError(
                    "%s is not what the metadata of '%s' says. Run this test with -D%s, or put this between its marks:%n%n%s"
                            .formatted(page, prefix, WRITE, wanted));
        }
        Files.writeString(page, text.substring(0, from) + wanted + text.substring(to));
    }

    private String sections() throws IOException {
        Map<String, List<ConfigurationKey>> sections = new TreeMap<>();
        for (ConfigurationKey key : expand(read(CLASSES.resolve("spring-configuration-metadata.json"), ""))) {
            if (key.name().startsWith(prefix + ".")) {
                sections.computeIfAbsent(sectionOf(key.name()), name -> new ArrayList<>())
                        .add(key);
            }
        }
        return sections.entrySet().stream()
                .map(section -> "\n### %s\n\n| Key | Value | Default | What it is |\n|---|---|---|---|\n%s\n"
                        .formatted(
                                section.getKey(),
                                section.getValue().stream()
                                        .map(ConfigurationKey::row)
                                        .collect(Collectors.joining("\n"))))
                .collect(Collectors.joining("", "", "\n"));
    }

    /** The first part after the prefix, if there is more behind it. */
    private String sectionOf(String name) {
        String[] parts = name.split("[.\\[]");
        return parts.length > 2 ? parts[0] + "." + parts[1] : prefix;
    }

    /** Adds the keys of what is in maps and lists, which metadata has apart. */
    private static List<ConfigurationKey> expand(List<ConfigurationKey> keys) throws IOException {
        List<ConfigurationKey> all = new ArrayList<>();
        for (ConfigurationKey key : keys) {
            Path source = CLASSES.resolve("spring/configuration-metadata/%s.json".formatted(key.elementType()));
            if (!Files.exists(source)) {
                all.add(key);
                continue;
            }
            ConfigurationKey element = key.ofElements();
            all.add(element);
            all.addAll(expand(read(source, element.name() + ".")));
        }
        return all;
    }

    private static List<ConfigurationKey> read(Path file, String path) throws IOException {
        List<ConfigurationKey> keys = new ArrayList<>();
        Object json = Configuration.defaultConfiguration()
                .jsonProvider()
                .parse(Files.readString(file, StandardCharsets.UTF_8));
        Object properties = object(json).get("properties");
        for (Object property : properties instanceof List<?> list ? list : List.of()) {
            Map<String, Object> entry = object(property);
            String name = path + entry.get("name");
            Object description = entry.get("description");
            if (description == null) {
                throw new AssertionError(
                        "The key '%s' has no description: add a @param to its Javadoc".formatted(name));
            }
            keys.add(new ConfigurationKey(
                    name, String.valueOf(entry.get("type")), entry.get("defaultValue"), description.toString()));
        }
        return keys;
    }

    private static Map<String, Object> object(@Nullable Object value) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> result.put(String.valueOf(key), entry));
        }
        return result;
    }
}
