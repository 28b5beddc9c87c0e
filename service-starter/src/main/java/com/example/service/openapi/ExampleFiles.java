package com.example.service.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Examples that lie beside the code: the resource {@code api-examples/<operationId>.request.json} is what to send, and
 * {@code api-examples/<operationId>.202.json} what is answered then, with that status.
 */
final class ExampleFiles implements OpenApiCustomizer {

    private static final String LOCATION = "classpath:api-examples/";

    private final ResourceLoader resources;

    private final JsonMapper json;

    ExampleFiles(ResourceLoader resources, JsonMapper json) {
        this.resources = resources;
        this.json = json;
    }

    @Override
    public void customise(OpenAPI document) {
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(this::illustrate);
    }

    private void illustrate(Operation operation) {
        if (operation.getRequestBody() != null) {
            put(operation.getRequestBody().getContent(), operation.getOperationId() + ".request");
        }
        operation
                .getResponses()
                .forEach((status, answer) -> put(answer.getContent(), operation.getOperationId() + "." + status));
    }

    private void put(@Nullable Content content, String name) {
        if (content != null) {
            read(name)
                    .ifPresent(example -> Optional.ofNullable(
                                    content.get(org.springframework.http.MediaType.APPLICATION_JSON_VALUE))
                            .ifPresent((MediaType type) -> type.setExample(example)));
        }
    }

    private Optional<Object> read(String name) {
        Resource file = resources.getResource(LOCATION + name + ".json");
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream document = file.getInputStream()) {
            return Optional.of(json.readValue(document, Object.class));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
