package com.example.producer.quote;

import com.example.messaging.EventClient;
import com.example.messaging.UnroutableEventException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/quotes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Quotes", description = "Ask what an order would cost")
class QuoteController {

    private final EventClient client;

    private final QuoteProperties properties;

    private final Duration retryAfter;

    QuoteController(
            EventClient client, QuoteProperties properties, @Value("${api.retry-after:5s}") Duration retryAfter) {
        this.client = client;
        this.properties = properties;
        this.retryAfter = retryAfter;
    }

    /** Says what an order would cost, as the pricing service answers it right now; nothing is stored. */
    @Operation(
            operationId = "askForQuote",
            summary = "Ask for a quote",
            description = "The pricing service is asked, and answers right now; nothing is stored.")
    @ApiResponse(responseCode = "200", description = "What it would cost")
    @ApiResponse(responseCode = "422", description = "There is no price for this: each error says for what")
    @ApiResponse(responseCode = "502", description = "The pricing service could not do it, or is not understood")
    @ApiResponse(responseCode = "504", description = "The pricing service did not answer in time")
    @PostMapping
    Quote quote(@Valid @RequestBody AskForQuote question) {
        try {
            return Quote.of(client.request(question.request(), properties.timeout()));
        } catch (UnroutableEventException ex) {
            throw pricingIsAway(ex);
        }
    }

    private ErrorResponseException pricingIsAway(UnroutableEventException cause) {
        ErrorResponseException away = new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE, cause);
        away.setDetail("The pricing service is not there. Try again later.");
        away.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()));
        return away;
    }
}
