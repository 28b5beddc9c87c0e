package com.example.service.web;

import com.example.messaging.BrokerUnavailableException;
import com.example.messaging.Problem;
import com.example.messaging.RequestFailedException;
import com.example.messaging.RequestTimeoutException;
import com.example.messaging.UnusableAnswerException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers with problem details (RFC 9457) where another service was asked and did not help. What it says of the request is
 * passed on; what went wrong over there is not. An advice of the application with an order below -1 comes before.
 */
@RestControllerAdvice
@Order(-1)
class RequestExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(RequestExceptionHandler.class);

    private final ApiProperties properties;

    RequestExceptionHandler(ApiProperties properties) {
        this.properties = properties;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(RequestFailedException ex) {
        Problem told = ex.problem();
        if (told.status() != HttpStatus.UNPROCESSABLE_CONTENT.value()) {
            log.warn("Answered 502: {}", String.valueOf(ex.getMessage()));
            return problem(HttpStatus.BAD_GATEWAY, "The service that was asked could not do it.");
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, told.detail());
        problem.setTitle(told.title());
        if (!told.type().equals(Problem.UNTYPED)) {
            problem.setType(type(told));
        }
        if (!told.errors().isEmpty()) {
            problem.setProperty("errors", told.errors());
        }
        return ResponseEntity.status(HttpStatus.UNPROCESSABLE_CONTENT).body(problem);
    }

    private static URI type(Problem told) {
        try {
            return URI.create(told.type());
        } catch (IllegalArgumentException ex) {
            return URI.create(Problem.UNTYPED);
        }
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unusable(UnusableAnswerException ex) {
        log.error("Answered 502: {}", String.valueOf(ex.getMessage()));
        return problem(HttpStatus.BAD_GATEWAY, "The service that was asked gave no answer that can be understood.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> late(RequestTimeoutException ex) {
        return problem(HttpStatus.GATEWAY_TIMEOUT, "The service that was asked did not answer in time.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> brokerUnavailable(BrokerUnavailableException ex) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(
                        HttpHeaders.RETRY_AFTER,
                        String.valueOf(properties.retryAfter().toSeconds()))
                .body(ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE, "RabbitMQ can't be reached right now. Try again later."));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
