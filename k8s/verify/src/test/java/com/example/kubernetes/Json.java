package com.example.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ways into an object that may lack anything. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** The text at a JSON pointer, or nothing. */
    static String text(JsonNode node, String pointer) {
        JsonNode found = node.at(pointer);
        return found.isValueNode() && !found.isNull() ? found.asString() : "";
    }

    /** The elements of an array at a JSON pointer, or none. */
    static Stream<JsonNode> list(JsonNode node, String pointer) {
        JsonNode found = node.at(pointer);
        return found.isArray() ? StreamSupport.stream(found.spliterator(), false) : Stream.empty();
    }

    /** The fields of an object at a JSON pointer as texts, or none. */
    static Map<String, String> fields(JsonNode node, String pointer) {
        Map<String, String> fields = new LinkedHashMap<>();
        node.at(pointer).properties().forEach(field -> fields.put(field.getKey(), text(field.getValue(), "")));
        return fields;
    }

    /** As kubectl names it. */
    static String label(JsonNode object) {
        return text(object, "/kind") + "/" + text(object, "/metadata/name");
    }
}
