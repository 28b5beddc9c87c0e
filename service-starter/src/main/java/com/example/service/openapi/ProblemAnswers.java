package com.example.service.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpStatus;

/**
 * Says with which problems an operation may answer: those that any may, those that come with its body and parameters, and
 * those that its controller names by {@code @ApiResponse}, whose description is what their detail says.
 */
final class ProblemAnswers implements OpenApiCustomizer {

    private static final String MEDIA_TYPE = "application/problem+json";

    private static final String SCHEMA = "Problem";

    private static final Map<String, ApiResponse> ANSWERS = answers();

    private static Map<String, ApiResponse> answers() {
        Map<String, ApiResponse> answers = new TreeMap<>();
        answers.put(
                "400",
                answer(
                        HttpStatus.BAD_REQUEST,
                        "The body is not JSON, or the request is not valid: 'errors' has all that is wrong",
                        "The request is not valid: size must be less than or equal to 100.",
                        List.of(Map.of("field", "size", "message", "must be less than or equal to 100"))));
        answers.put(
                "401",
                answer(
                                HttpStatus.UNAUTHORIZED,
                                "No login, or none that is known",
                                "This login is not known, or no longer valid.")
                        .addHeaderObject(
                                "WWW-Authenticate",
                                new Header().description("Which login").schema(new StringSchema())));
        answers.put(
                "403",
                answer(
                        HttpStatus.FORBIDDEN,
                        "The login lacks the role, or the request came from a page of another site",
                        "This takes the role 'publish', which this login does not have."));
        answers.put("404", answer(HttpStatus.NOT_FOUND, "There is no such thing", "There is no such thing."));
        answers.put(
                "413",
                answer(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "The body is too large",
                        "The body may have 1048576 bytes at most."));
        answers.put(
                "415",
                answer(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "The body has another content type than those that are taken",
                        "Content-Type 'text/plain' is not supported."));
        answers.put(
                "429",
                later(answer(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many requests, or too many failed logins from this address",
                        "Too many requests. Try again in 1 s.")));
        answers.put(
                "500",
                answer(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "Something that nobody foresaw",
                        "Something went wrong here; the log says what."));
        answers.put(
                "503",
                later(
                        answer(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "The database is away, or too many events wait to be passed on, or a login can't be checked. Nothing was accepted, or nobody could say so: send the same again",
                                "The database can't be reached right now. Try again later, with the same Idempotency-Key if there was one.")));
        return answers;
    }

    @Override
    public void customise(OpenAPI document) {
        document.getComponents().addSchemas(SCHEMA, problem());
        ANSWERS.forEach((status, answer) -> document.getComponents().addResponses(name(status), answer));
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .forEach(ProblemAnswers::complete);
    }

    private static void complete(Operation operation) {
        Map<String, ApiResponse> all = new TreeMap<>(operation.getResponses());
        all.forEach((status, answer) -> {
            if (status.matches("[45]\\d\\d") && !isProblem(answer)) {
                HttpStatus named = HttpStatus.valueOf(Integer.parseInt(status));
                answer.content(content(named, answer.getDescription() + ".", List.of()));
            }
        });
        ANSWERS.keySet().stream()
                .filter(status -> mayAnswer(operation, status))
                .forEach(status ->
                        all.putIfAbsent(status, new ApiResponse().$ref("#/components/responses/" + name(status))));
        all.put(
                "default",
                new ApiResponse()
                        .description("Any other problem")
                        .content(new Content().addMediaType(MEDIA_TYPE, new MediaType().schema(reference()))));
        ApiResponses sorted = new ApiResponses();
        sorted.putAll(all);
        operation.setResponses(sorted);
    }

    /** Or what stands for one. What else is there is springdoc's guess: what the operation returns. */
    private static boolean isProblem(ApiResponse answer) {
        return answer.get$ref() != null
                || answer.getContent() != null && answer.getContent().containsKey(MEDIA_TYPE);
    }

    private static boolean mayAnswer(Operation operation, String status) {
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        return switch (status) {
            case "400" ->
                operation.getRequestBody() != null
                        || parameters.stream().anyMatch(parameter -> isConstrained(parameter.getSchema()));
            case "404" -> parameters.stream().anyMatch(parameter -> "path".equals(parameter.getIn()));
            case "413", "415" -> operation.getRequestBody() != null;
            default -> true;
        };
    }

    private static boolean isConstrained(@Nullable Schema<?> schema) {
        if (schema == null) {
            return true;
        }
        boolean text = "string".equals(schema.getType())
                || schema.getTypes() != null && schema.getTypes().contains("string");
        return !text || schema.getFormat() != null || schema.getMaxLength() != null || schema.getPattern() != null;
    }

    private static String name(String status) {
        return HttpStatus.valueOf(Integer.parseInt(status)).getReasonPhrase().replace(" ", "");
    }

    private static ApiResponse later(ApiResponse answer) {
        return answer.addHeaderObject(
                "Retry-After",
                new Header().description("After how many seconds to try again").schema(new IntegerSchema()));
    }

    private static ApiResponse answer(HttpStatus status, String description, String detail) {
        return answer(status, description, detail, List.of());
    }

    private static ApiResponse answer(HttpStatus status, String description, String detail, List<Object> errors) {
        return new ApiResponse().description(description).content(content(status, detail, errors));
    }

    private static Content content(HttpStatus status, String detail, List<Object> errors) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("title", status.getReasonPhrase());
        example.put("status", status.value());
        example.put("detail", detail);
        if (!errors.isEmpty()) {
            example.put("errors", errors);
        }
        return new Content()
                .addMediaType(MEDIA_TYPE, new MediaType().schema(reference()).example(example));
    }

    private static Schema<?> reference() {
        return new Schema<>().$ref("#/components/schemas/" + SCHEMA);
    }

    /** RFC 9457. */
    private static Schema<?> problem() {
        Schema<?> error = new ObjectSchema()
                .description("One thing that is wrong: where, as the name of a field or as a JSON Pointer, and what")
                .addProperty("field", new StringSchema())
                .addProperty("pointer", new StringSchema())
                .addProperty("message", new StringSchema());
        error.setRequired(List.of("message"));
        Schema<?> problem = new ObjectSchema()
                .description("Problem details (RFC 9457)")
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("What went wrong, and what to do"))
                .addProperty("instance", new StringSchema().format("uri-reference"))
                .addProperty("errors", new ArraySchema().items(error));
        problem.setRequired(List.of("title", "status", "detail"));
        return problem;
    }
}
