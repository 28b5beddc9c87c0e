package com.example.producer.order;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/orders", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Orders", description = "Place orders, and see what became of them")
class OrderController {

    private final OrderService orders;

    OrderController(OrderService orders) {
        this.orders = orders;
    }

    /** Accepts an order; 202 because its payment happens later, when the payment service receives the event. */
    @Operation(
            operationId = "placeOrder",
            summary = "Place an order",
            description =
                    "The order is stored together with its event, whether the broker is there or not. Its payment comes later: see 'status'.")
    @ApiResponse(
            responseCode = "202",
            description = "The order is accepted, now or by an earlier request with the same key",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where to see what becomes of it",
                            schema = @Schema(type = "string", format = "uri-reference")))
    @ApiResponse(responseCode = "422", description = "This Idempotency-Key was used for another order")
    @PostMapping
    ResponseEntity<OrderView> place(
            @Parameter(
                            description =
                                    "Your name for this request: sent again with the same body, it gives the same order",
                            example = "till-7-000042")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = 255)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody PlaceOrder command) {
        Order order = orders.place(idempotencyKey, command);
        return ResponseEntity.accepted()
                .location(URI.create("/api/orders/" + order.id()))
                .body(OrderView.of(order));
    }

    @Operation(operationId = "findOrder", summary = "Show an order")
    @ApiResponse(responseCode = "200", description = "As it is now")
    @GetMapping("/{id}")
    OrderView find(@Parameter(example = "f627808e-ee93-3541-a075-c9ef5d63d8d7") @PathVariable UUID id) {
        return orders.find(id).map(OrderView::of).orElseThrow(OrderController::notFound);
    }

    @Operation(operationId = "listOrders", summary = "List orders, the newest first")
    @ApiResponse(responseCode = "200", description = "One page of them")
    @GetMapping
    OrderPage page(
            @RequestParam(defaultValue = "0") @Min(0) @Max(1_000_000) int page,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int size) {
        return orders.page(page, size);
    }

    private static ErrorResponseException notFound() {
        ErrorResponseException notFound = new ErrorResponseException(HttpStatus.NOT_FOUND);
        notFound.setDetail("There is no such order.");
        return notFound;
    }
}
