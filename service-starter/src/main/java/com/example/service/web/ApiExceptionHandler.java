package com.example.service.web;

import com.example.messaging.OutboxFullException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Answers every error with problem details (RFC 9457) that name the field and say what to do. The texts are written
 * here: what an exception says stays in the log. An advice of the application with a lower order comes before.
 */
@RestControllerAdvice
@Order(0)
class ApiExceptionHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiExceptionHandler.class);

    private static final String WRONG_TYPE = "has the wrong type or format";

    /** Only the key tells a second try from a second request, if the first went through although nobody could say so. */
    private static final String LATER = "Try again later, with the same Idempotency-Key if there was one.";

    private final ApiProperties properties;

    ApiExceptionHandler(ApiProperties properties) {
        this.properties = properties;
    }

    /**
     * One thing that is wrong with a request.
     *
     * @param field where, as in {@code lines[0].quantity}
     * @param message what
     */
    record Violation(String field, String message) {}

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(ex.getBindingResult().getAllErrors().stream()
                .map(error -> violation(error, "body"))
                .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(ex.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> violation(error, nameOf(result.getMethodParameter()))))
                .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(List.of(new Violation(String.valueOf(ex.getPropertyName()), WRONG_TYPE)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof BodyTooLargeException tooLarge) {
            return bodyTooLarge(tooLarge);
        }
        for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnrecognizedPropertyException unknown) {
                return invalid(List.of(new Violation(path(unknown), "is not a known field")));
            }
            if (cause instanceof DatabindException || cause instanceof InputCoercionException) {
                return invalid(List.of(new Violation(path((JacksonException) cause), WRONG_TYPE)));
            }
            if (cause instanceof StreamConstraintsException) {
                return problem(
                        HttpStatus.BAD_REQUEST,
                        "The body has a number, a name or a nesting that is too long to be read.");
            }
            if (cause instanceof JacksonException malformed) {
                TokenStreamLocation at =
                        Optional.ofNullable(malformed.getLocation()).orElse(TokenStreamLocation.NA);
                return problem(
                        HttpStatus.BAD_REQUEST,
                        "The body is not well-formed JSON: line %d, column %d."
                                .formatted(at.getLineNr(), at.getColumnNr()));
            }
        }
        return problem(HttpStatus.BAD_REQUEST, "The request needs a JSON body.");
    }

    @ExceptionHandler
    ResponseEntity<Object> bodyTooLarge(BodyTooLargeException ex) {
        return problem(HttpStatus.CONTENT_TOO_LARGE, ex.detail());
    }

    @ExceptionHandler
    ResponseEntity<Object> outboxFull(OutboxFullException ex) {
        log.warn("Answered 503: {}", String.valueOf(ex.getMessage()));
        return tryAgainLater("Too many events wait to be passed on, and this request was not accepted. " + LATER);
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        RecoverableDataAccessException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<Object> databaseUnavailable(RuntimeException ex) {
        log.warn("Answered 503: {}", String.valueOf(ex.getMessage()));
        return tryAgainLater("The database can't be reached right now. " + LATER);
    }

    /** Left to Spring Security. */
    @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
    void notAllowed(RuntimeException ex) {
        throw ex;
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception ex) {
        log.error("Answered 500", ex);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the log says what.");
    }

    private ResponseEntity<Object> tryAgainLater(String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(
                        HttpHeaders.RETRY_AFTER,
                        String.valueOf(properties.retryAfter().toSeconds()))
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail));
    }

    private static ResponseEntity<Object> invalid(List<Violation> violations) {
        List<Violation> sorted = violations.stream()
                .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
                .toList();
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.BAD_REQUEST,
                "The request is not valid: %s %s."
                        .formatted(sorted.get(0).field(), sorted.get(0).message()));
        problem.setProperty("errors", sorted);
        return ResponseEntity.badRequest().body(problem);
    }

    private static ResponseEntity<Object> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }

    private static Violation violation(MessageSourceResolvable error, String parameter) {
        String message = error.getDefaultMessage();
        return new Violation(
                error instanceof FieldError field ? field.getField() : parameter,
                message == null ? "is not valid" : message);
    }

    /** As the client knows it: a header has another name than the parameter that takes it. */
    private static String nameOf(MethodParameter parameter) {
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        return header != null ? header.name() : String.valueOf(parameter.getParameterName());
    }

    private static String path(JacksonException ex) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : ex.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }
}
