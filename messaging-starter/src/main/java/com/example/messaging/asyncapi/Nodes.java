package com.example.messaging.asyncapi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts that documents are made of. */
final class Nodes {

    private static final String BINDING_VERSION = "0.3.0";

    private Nodes() {}

    static Map<String, Object> amqp(Map<String, Object> binding) {
        binding.put("bindingVersion", BINDING_VERSION);
        return map("amqp", binding);
    }

    static Map<String, Object> reference(String pointer) {
        return map("$ref", "#" + pointer);
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** In the order in which it is to be read. */
    static Map<String, Object> map(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
