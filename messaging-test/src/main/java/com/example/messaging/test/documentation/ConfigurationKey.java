package com.example.messaging.test.documentation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A key of the configuration, as the metadata describes it.
 *
 * @param name its name, with {@code <name>} for the keys of a map
 * @param type the Java type of its value
 * @param defaultValue its value if nobody sets it
 * @param description what it is
 */
record ConfigurationKey(String name, String type, @Nullable Object defaultValue, String description) {

    private static final Pattern COLLECTION = Pattern.compile("java\\.util\\.(?:List|Set)<(.+)>");

    private static final Pattern MAP = Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,(.+)>");

    private static final Map<String, String> TYPES = Map.of(
            String.class.getName(), "text",
            Boolean.class.getName(), "true or false",
            Integer.class.getName(), "number",
            Long.class.getName(), "number",
            Duration.class.getName(), "duration",
            DataSize.class.getName(), "size");

    /** What the values of a map, or the elements of a list, are; nothing if it is neither. */
    @Nullable
    String elementType() {
        for (Pattern pattern : List.of(COLLECTION, MAP)) {
            Matcher matcher = pattern.matcher(type);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    /** The same, as its elements have it before their own keys. */
    ConfigurationKey ofElements() {
        String element = MAP.matcher(type).matches() ? ".<name>" : "[]";
        return new ConfigurationKey(name + element, type, defaultValue, description);
    }

    /** A row of a table. */
    String row() {
        return "| `%s` | %s | %s | %s |".formatted(name, typeText(), defaultText(), escaped(description));
    }

    private String typeText() {
        String element = elementType();
        if (element == null) {
            return text(type);
        }
        String kind = MAP.matcher(type).matches() ? "map" : "list";
        String text = text(element);
        if (text.isEmpty()) {
            return kind;
        }
        return kind + " of " + (text.startsWith("`") ? text : text + "s");
    }

    /** Nothing for a type that has keys of its own, or any value. */
    private static String text(String type) {
        String known = TYPES.get(type);
        if (known != null) {
            return known;
        }
        if (type.startsWith("java.lang.Class<")) {
            return "class name";
        }
        try {
            Object[] constants = Class.forName(type, false, ConfigurationKey.class.getClassLoader())
                    .getEnumConstants();
            return constants == null
                    ? ""
                    : Arrays.stream(constants)
                            .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                            .collect(Collectors.joining(", "));
        } catch (ClassNotFoundException ex) {
            throw new IllegalStateException("The type of a configuration key is nowhere", ex);
        }
    }

    private String defaultText() {
        if (defaultValue == null) {
            return "";
        }
        String text = defaultValue instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : defaultValue.toString().replaceAll("^\\[(.*)]$", "$1");
        return "`" + text + "`";
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
