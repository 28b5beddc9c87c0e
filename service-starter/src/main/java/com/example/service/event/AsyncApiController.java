package com.example.service.event;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what this service publishes and receives. */
@RestController
@Tag(name = EventsOpenApi.TAG)
class AsyncApiController {

    /** AsyncAPI 3.0.0, "Media Type". */
    private static final String YAML = "application/vnd.aai.asyncapi+yaml;version=3.0.0";

    private final String document;

    AsyncApiController(String document) {
        this.document = document;
    }

    @Operation(
            operationId = "showAsyncApi",
            summary = "Show the AsyncAPI document: what this service publishes and receives")
    @ApiResponse(
            responseCode = "200",
            description = "AsyncAPI 3.0.0",
            content =
                    @Content(
                            mediaType = YAML,
                            schema = @Schema(type = "string"),
                            examples = @ExampleObject("asyncapi: 3.0.0\n")))
    @GetMapping("/api/asyncapi")
    ResponseEntity<String> document() {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType(YAML)).body(document);
    }
}
