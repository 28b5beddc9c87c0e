package com.example.messaging.test.document;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A description with references from one of its parts to another.
 *
 * @param root the whole
 */
record Document(JsonNode root) {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /** Returns a node, or what it refers to. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : resolve(root.at(reference.asString().substring(1)));
    }

    /** Returns the references that lead to nothing. */
    List<String> brokenReferences() {
        return root.findValues("$ref").stream()
                .map(JsonNode::asString)
                .filter(reference -> root.at(reference.substring(1)).isMissingNode())
                .toList();
    }

    /** Returns what is wrong with a value by one of the document's JSON Schemas. */
    List<String> violations(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", root.path("components"));
        whole.putArray("allOf").add(schema);
        return SCHEMAS.getSchema(whole).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** Returns the examples of a media type, a parameter or a message: of {@code example} and {@code examples}. */
    static List<JsonNode> examples(JsonNode node) {
        return Stream.concat(
                        Stream.of(node.path("example")).filter(example -> !example.isMissingNode()),
                        node.path("examples").valueStream().map(example -> example.path("value")))
                .toList();
    }
}
