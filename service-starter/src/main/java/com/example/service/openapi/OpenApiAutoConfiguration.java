package com.example.service.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Optional;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of what all services say in their OpenAPI document: who they are, how to log in, how errors look. */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
public final class OpenApiAutoConfiguration {

    private static final String PROBLEM = "Problem";

    @Bean
    OpenAPI openApi(
            @Value("${spring.application.name:application}") String service, ObjectProvider<BuildProperties> build) {
        String version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("unknown");
        return new OpenAPI()
                .info(new Info().title(service).version(version))
                .components(new Components()
                        .addSchemas(PROBLEM, problem())
                        .addSecuritySchemes("password", login("basic"))
                        .addSecuritySchemes("token", login("bearer")))
                .addSecurityItem(new SecurityRequirement().addList("password"))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    private static SecurityScheme login(String scheme) {
        return new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme(scheme);
    }

    /** RFC 9457. */
    private static Schema<?> problem() {
        Schema<?> error = new ObjectSchema()
                .description("One thing that is wrong: where, and what")
                .addProperty("field", new StringSchema())
                .addProperty("pointer", new StringSchema())
                .addProperty("message", new StringSchema());
        return new ObjectSchema()
                .description("Problem details (RFC 9457)")
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("What went wrong, and what to do"))
                .addProperty("instance", new StringSchema())
                .addProperty("errors", new ArraySchema().items(error));
    }

    /** Every operation may answer with a problem. */
    @Bean
    OpenApiCustomizer problems() {
        return document -> document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(operation -> operation
                        .getResponses()
                        .addApiResponse(
                                "default",
                                new ApiResponse()
                                        .description("A problem: 400, 401, 403, 404, 413, 415, 422, 429, 500 or 503")
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(new Schema<>()
                                                                        .$ref("#/components/schemas/" + PROBLEM))))));
    }
}
