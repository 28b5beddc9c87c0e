package com.example.service.event;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows what this service publishes and receives. */
@RestController
class AsyncApiController {

    /** AsyncAPI 3.0.0, "Media Type". */
    private static final MediaType YAML = MediaType.parseMediaType("application/vnd.aai.asyncapi+yaml;version=3.0.0");

    private final String document;

    AsyncApiController(String document) {
        this.document = document;
    }

    @GetMapping("/api/asyncapi")
    ResponseEntity<String> document() {
        return ResponseEntity.ok().contentType(YAML).body(document);
    }
}
