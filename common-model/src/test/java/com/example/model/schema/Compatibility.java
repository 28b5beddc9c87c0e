package com.example.model.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What of a change to a schema would break somebody. Both ways count: consumers of the released version go on reading
 * what is published from now on, and what was published by it still waits in outboxes, queues and dead letters. So a
 * field may come or go only if it is optional, and nothing else may change but words.
 */
final class Compatibility {

    private static final Set<String> WORDS = Set.of("$schema", "$id", "$comment", "title", "description", "examples");

    /** Keywords where more is stricter, and where less is. */
    private static final Set<String> LOWER_BOUNDS =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    private static final Set<String> UPPER_BOUNDS =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private final List<String> breaks = new ArrayList<>();

    private Compatibility() {}

    /** Who would be broken. */
    private enum Who {
        CONSUMERS("consumers that are there would refuse what is published from now on"),
        PUBLISHERS(
                "what publishers that are there send, and what waits in outboxes, queues and dead letters, would be refused"),
        BOTH("consumers and publishers that are there would be misunderstood");

        private final String words;

        Who(String words) {
            this.words = words;
        }
    }

    /** Returns what would break whom, a line each; nothing if the change is compatible. */
    static List<String> breaks(JsonNode released, JsonNode current) {
        Compatibility compatibility = new Compatibility();
        compatibility.compare(released, current, "");
        return compatibility.breaks;
    }

    private void compare(JsonNode released, JsonNode current, String at) {
        Set<String> keywords = new TreeSet<>(released.propertyNames());
        keywords.addAll(current.propertyNames());
        keywords.removeAll(WORDS);
        for (String keyword : keywords) {
            JsonNode before = released.path(keyword);
            JsonNode after = current.path(keyword);
            switch (keyword) {
                case "properties" -> compareProperties(before, after, at);
                case "required" -> compareRequired(before, after, at);
                case "items" -> compareItems(before, after, at);
                case "type" -> compareSets("type", typesOf(before), typesOf(after), at);
                case "enum" -> compareSets("enum", texts(before), texts(after), at);
                default -> compareKeyword(keyword, before, after, at);
            }
        }
    }

    /** A field that comes or goes is the business of {@code required}. */
    private void compareProperties(JsonNode before, JsonNode after, String at) {
        for (String name : before.propertyNames()) {
            if (after.has(name)) {
                compare(before.path(name), after.path(name), at + "/" + name);
            }
        }
    }

    private void compareRequired(JsonNode before, JsonNode after, String at) {
        Set<String> was = texts(before);
        Set<String> is = texts(after);
        minus(is, was).forEach(name -> add(at + "/" + name, "is now required", Who.PUBLISHERS));
        minus(was, is).forEach(name -> add(at + "/" + name, "is no longer required, or gone", Who.CONSUMERS));
    }

    private void compareItems(JsonNode before, JsonNode after, String at) {
        if (before.isObject() && after.isObject()) {
            compare(before, after, at + "/*");
        } else {
            compareKeyword("items", before, after, at);
        }
    }

    private void compareSets(String keyword, Set<String> before, Set<String> after, String at) {
        // None at all stands for any.
        Set<String> less = after.isEmpty() ? Set.of() : before.isEmpty() ? after : minus(before, after);
        Set<String> more = before.isEmpty() ? Set.of() : after.isEmpty() ? before : minus(after, before);
        if (!less.isEmpty()) {
            add(at, "%s was %s and is %s".formatted(keyword, any(before), any(after)), Who.PUBLISHERS);
        }
        if (!more.isEmpty()) {
            add(at, "%s was %s and is %s".formatted(keyword, any(before), any(after)), Who.CONSUMERS);
        }
    }

    private void compareKeyword(String keyword, JsonNode before, JsonNode after, String at) {
        if (before.equals(after) || isSameNumber(before, after)) {
            return;
        }
        add(at, "%s was %s and is %s".formatted(keyword, any(before), any(after)), whom(keyword, before, after));
    }

    private static Who whom(String keyword, JsonNode before, JsonNode after) {
        if (before.isMissingNode()) {
            return Who.PUBLISHERS;
        }
        if (after.isMissingNode()) {
            return Who.CONSUMERS;
        }
        if (before.isNumber() && after.isNumber()) {
            int more = after.decimalValue().compareTo(before.decimalValue());
            if (LOWER_BOUNDS.contains(keyword)) {
                return more > 0 ? Who.PUBLISHERS : Who.CONSUMERS;
            }
            if (UPPER_BOUNDS.contains(keyword)) {
                return more < 0 ? Who.PUBLISHERS : Who.CONSUMERS;
            }
        }
        return Who.BOTH;
    }

    private void add(String at, String change, Who who) {
        breaks.add("%s %s: %s".formatted(at.isEmpty() ? "the event" : at, change, who.words));
    }

    private static boolean isSameNumber(JsonNode before, JsonNode after) {
        return before.isNumber() && after.isNumber() && number(before).compareTo(number(after)) == 0;
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }

    /** Whoever takes any number takes whole ones. */
    private static Set<String> typesOf(JsonNode type) {
        return type.isString() ? Set.of(type.asString()) : texts(type);
    }

    private static Set<String> texts(JsonNode array) {
        return array.valueStream()
                .map((Function<JsonNode, String>) node -> node.isString() ? node.asString() : node.toString())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> minus(Set<String> these, Set<String> those) {
        Set<String> rest = new LinkedHashSet<>(these);
        rest.removeAll(those);
        return rest;
    }

    private static String any(Object value) {
        return value instanceof JsonNode node && node.isMissingNode() || value instanceof Set<?> set && set.isEmpty()
                ? "anything"
                : value.toString();
    }
}
