package com.example.service.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Auto-configuration of what all services say in their OpenAPI document: their version, how to log in, how errors look, what
 * is required, and the examples that lie beside the code. What it is about, an application says by
 * {@code @OpenAPIDefinition}.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
public final class OpenApiAutoConfiguration {

    @Bean
    OpenAPI openApi(
            @Value("${spring.application.name:application}") String service, ObjectProvider<JwtDecoder> tokens) {
        boolean bearer = tokens.getIfAvailable() != null;
        String name = bearer ? "token" : "password";
        return new OpenAPI()
                .info(new Info().title(service))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        name,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme(bearer ? "bearer" : "basic")
                                                .bearerFormat(bearer ? "JWT" : null)
                                                .description(
                                                        bearer
                                                                ? "A token of the issuer, with the role 'publish' to change something, 'read' to look"
                                                                : "One of 'api.users', with the role 'publish' to change something, 'read' to look")))
                .addSecurityItem(new SecurityRequirement().addList(name));
    }

    @Bean
    OpenApiCustomizer version(ObjectProvider<BuildProperties> build) {
        return document -> document.getInfo()
                .setVersion(build.stream()
                        .map(BuildProperties::getVersion)
                        .findFirst()
                        .orElse("unknown"));
    }

    @Bean
    ProblemAnswers problemAnswers() {
        return new ProblemAnswers();
    }

    @Bean
    ExampleFiles exampleFiles(ResourceLoader resources, JsonMapper json) {
        return new ExampleFiles(resources, json);
    }

    @Bean
    RecordSchemas recordSchemas() {
        return new RecordSchemas();
    }
}
